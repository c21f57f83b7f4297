import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

const seconds2To15 = { durationRangeS: { min: 2, max: 15 }, fps: [] };
const sizes = sizesOf('1920x1080 1080x1920 1440x1440 1632x1248 1248x1632 1280x720 720x1280 960x960 1088x832 832x1088');

// alibabacloud.com, Model Studio. Read 2026-11-22.
export const videoLimits = limitsFrom([
  [/^wan2\.[67]-t2v/, { ...seconds2To15, sizes, takesImage: false }],
  [/^wan2\.[67]-r2v/, { ...seconds2To15 }],
  [/^wan2\.6-i2v/, { ...seconds2To15, resolutions: [720, 1080], needsImage: true, takesImage: true }],
  [
    /^wan3\.0-video/,
    {
      durationRangeS: { min: 2, max: 30 },
      ratios: ['adaptive', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16'],
      resolutions: [480, 720, 1080],
      fps: [],
      takesImage: true,
    },
  ],
]);
