import { limitsFrom } from '../../wire/video/video-wire.ts';

// docs.agents.lumalabs.ai. Read 2026-11-22.
export const videoLimits = limitsFrom([
  [
    'ray-3.2',
    {
      durationsS: [5, 10],
      ratios: ['9:16', '3:4', '1:1', '4:3', '16:9', '21:9'],
      resolutions: [360, 540, 720, 1080],
      fps: [],
      takesImage: true,
      maxPromptCharacters: 6000,
    },
  ],
  [
    /^ray-(flash-)?2$/,
    {
      durationsS: [5, 9],
      ratios: ['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'],
      resolutions: [540, 720, 1080, 2160],
      fps: [],
      takesImage: false,
    },
  ],
]);
