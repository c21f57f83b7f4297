import { limitsFrom } from '../../wire/video/video-wire.ts';

const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'];

// openrouter.ai/docs, the enumerations of its API; what one model takes is in its `/videos/models`. Read 2026-11-23.
export const videoLimits = limitsFrom([], {
  ratios,
  resolutions: [480, 720, 768, 1024, 1080, 1440, 2160],
  fps: [],
  takesImage: true,
});
