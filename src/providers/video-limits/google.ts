import { limitsFrom } from '../../wire/video/video-wire.ts';

const ratios = ['16:9', '9:16'];

// ai.google.dev, omni and video. Read 2026-11-22.
export const videoLimits = limitsFrom([
  [
    /^gemini-omni/,
    { durationRangeS: { min: 3, max: 10 }, ratios, resolutions: [360, 720, 1080, 2160], fps: [], takesImage: true },
  ],
  [/^veo-3/, { durationsS: [4, 6, 8], ratios, resolutions: [720, 1080, 2160], fps: [], takesImage: true }],
]);
