import { limitsFrom } from '../../wire/video/video-wire.ts';

const imagine = {
  durationRangeS: { min: 1, max: 15 },
  ratios: ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'],
  resolutions: [480, 720, 1080],
  fps: [],
  takesImage: true,
};

// docs.x.ai, video generations. Read 2026-11-22.
export const videoLimits = limitsFrom([
  ['grok-imagine-video', imagine],
  ['grok-imagine-video-1.5', imagine],
]);
