import { limitsFrom } from '../../wire/video/video-wire.ts';

// A picture would have to be one of the account's own, by its id.
const fromWords = { fps: [], takesImage: false };

// docs.leonardo.ai and the makers of the hosted models. Read 2026-11-22.
export const videoLimits = limitsFrom([
  [/^VEO3/, { ...fromWords, durationsS: [4, 6, 8] }],
  [/^KLING2/, { ...fromWords, durationsS: [5, 10] }],
  [/^MOTION2/, fromWords],
]);
