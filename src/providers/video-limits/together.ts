import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

// docs.together.ai, video. Read 2026-11-22. It serves more; what is not here passes.
export const videoLimits = limitsFrom([
  ['minimax/hailuo-02', { durationsS: [6, 10], sizes: sizesOf('1366x768 1920x1080'), fps: [], takesImage: true }],
]);
