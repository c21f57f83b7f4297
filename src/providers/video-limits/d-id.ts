import { limitsFrom } from '../../wire/video/video-wire.ts';

// docs.d-id.com. A film lasts as long as its words and has the shape of its picture. Read 2026-11-22.
export const videoLimits = limitsFrom([['talks', { fps: [], takesImage: true }]]);
