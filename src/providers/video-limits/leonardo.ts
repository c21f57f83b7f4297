import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

const common = { fps: [], takesImage: true };

// docs.leonardo.ai and the makers of the hosted models. Read 2026-11-23.
export const videoLimits = limitsFrom([
  [/^VEO3/, { ...common, durationsS: [4, 6, 8] }],
  [/^KLING2/, { ...common, durationsS: [5, 10] }],
  [/^MOTION2/, common],
  [
    'kling-2.6',
    { ...common, durationsS: [5, 10], sizes: sizesOf('1920x1080 1440x1440 1080x1920'), maxPromptCharacters: 1500 },
  ],
  ['kling-3.0', { ...common, durationRangeS: { min: 3, max: 15 } }],
]);
