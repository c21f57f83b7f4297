import { limitsFrom } from '../../wire/video/video-wire.ts';

// docs.bfl.ai; `hd` has 720 lines and `fhd` 1080. Read 2026-11-22.
export const videoLimits = limitsFrom([
  [
    'flux-3-video',
    {
      durationRangeS: { min: 5, max: 20 },
      ratios: ['auto', '16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '2:1'],
      resolutions: [720, 1080],
      fps: [],
      takesImage: true,
    },
  ],
]);
