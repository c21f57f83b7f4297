import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

// docs.heygen.com. A film lasts as long as its words. Read 2026-11-22.
export const videoLimits = limitsFrom([], {
  sizes: sizesOf('1280x720 720x1280 1920x1080 1080x1920'),
  fps: [],
  takesImage: false,
});
