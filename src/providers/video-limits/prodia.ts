import { limitsFrom } from '../../wire/video/video-wire.ts';

// docs.prodia.com/job-types: what a job makes of what is in its name. Read 2026-11-23.
export const videoLimits = limitsFrom([
  [/txt2vid/, { fps: [], takesImage: false }],
  [/img2vid/, { fps: [], takesImage: true, needsImage: true }],
]);
