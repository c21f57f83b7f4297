import { limitsFrom } from '../../wire/video/video-wire.ts';

const words = { takesImage: false };
const picture = { needsImage: true, takesImage: true };
const kling = { ratios: ['16:9', '9:16', '1:1'], fps: [], maxPromptCharacters: 2500 };
const pika = {
  durationsS: [5, 10],
  ratios: ['16:9', '9:16', '1:1', '4:5', '5:4', '3:2', '2:3'],
  resolutions: [720, 1080],
  fps: [],
};
const seedance = {
  durationRangeS: { min: 4, max: 15 },
  ratios: ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'],
  resolutions: [480, 720, 1080, 2160],
};

// fal.ai/models. Read 2026-11-22. Every other app passes.
export const videoLimits = limitsFrom([
  [/kling-video\/v3\/.*text-to-video$/, { ...kling, ...words, durationRangeS: { min: 3, max: 15 } }],
  [/kling-video\/v3\/.*image-to-video$/, { ...kling, ...picture, durationRangeS: { min: 3, max: 15 } }],
  [/kling-video\/v2.*text-to-video$/, { ...kling, ...words, durationsS: [5, 10] }],
  [/kling-video\/v2.*image-to-video$/, { ...kling, ...picture, durationsS: [5, 10] }],
  [/seedance-2\.0\/text-to-video$/, { ...seedance, ...words }],
  [/seedance-2\.0\/image-to-video$/, { ...seedance, ...picture }],
  [/minimax\/hailuo-2\.3.*text-to-video$/, { ...words, durationsS: [6, 10], fps: [], maxPromptCharacters: 2000 }],
  [/minimax\/hailuo-2\.3.*image-to-video$/, { ...picture, durationsS: [6, 10], fps: [], maxPromptCharacters: 2000 }],
  [/^fal-ai\/veo3\.1/, { durationsS: [4, 6, 8], ratios: ['16:9', '9:16'], resolutions: [720, 1080, 2160], fps: [] }],
  [/pika\/v2\.2\/text-to-video$/, { ...pika, ...words }],
  [/pika\/v2\.2\/image-to-video$/, { ...pika, ...picture }],
  [
    /^luma\/agent\/ray\/v3\.2\/text-to-video$/,
    {
      ...words,
      durationsS: [5, 10],
      ratios: ['9:16', '3:4', '1:1', '4:3', '16:9', '21:9'],
      resolutions: [360, 540, 720, 1080],
      fps: [],
    },
  ],
  [/wan\/v2\.7\/text-to-video$/, { ...words, durationRangeS: { min: 2, max: 15 } }],
]);
