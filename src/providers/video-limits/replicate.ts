import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

// The schemas of replicate.com's models. Read 2026-11-22. Every other model passes.
export const videoLimits = limitsFrom([
  [/^bytedance\/seedance-2\.0/, { durationRangeS: { min: 4, max: 15 }, resolutions: [480, 720, 1080, 2160] }],
  [/^kwaivgi\/kling-v2\.5/, { durationsS: [5, 10], ratios: ['16:9', '9:16', '1:1'], fps: [], takesImage: true }],
  ['minimax/hailuo-2.3', { durationsS: [6, 10], resolutions: [768, 1080], fps: [], takesImage: true }],
  [
    /^google\/veo-3\.1/,
    { durationsS: [4, 6, 8], ratios: ['16:9', '9:16'], resolutions: [720, 1080], fps: [], takesImage: true },
  ],
  [
    'luma/ray-2-720p',
    {
      durationsS: [5, 9],
      ratios: ['1:1', '3:4', '4:3', '9:16', '16:9', '9:21', '21:9'],
      resolutions: [720],
      fps: [],
      takesImage: true,
    },
  ],
  [
    'wan-video/wan-2.5-t2v',
    {
      durationsS: [5, 10],
      sizes: sizesOf('832x480 480x832 1280x720 720x1280 1920x1080 1080x1920'),
      fps: [],
      takesImage: false,
    },
  ],
]);
