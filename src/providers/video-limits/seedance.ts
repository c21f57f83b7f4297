import { limitsFrom } from '../../wire/video/video-wire.ts';

const seedance = {
  ratios: ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9', 'adaptive'],
  fps: [],
  takesImage: true,
};
const second = { ...seedance, durationRangeS: { min: 4, max: 15 } };

// docs.byteplus.com, ModelArk. Read 2026-11-22.
export const videoLimits = limitsFrom([
  [/seedance-2-5/, { ...seedance, durationRangeS: { min: 4, max: 30 }, resolutions: [480, 720, 1080] }],
  [/seedance-2-0-(fast|mini)/, { ...second, resolutions: [480, 720] }],
  [/seedance-2-0/, { ...second, resolutions: [480, 720, 1080, 2160] }],
  // Marked as retired.
  [/seedance-1-5/, seedance],
  [/seedance-1-0/, { ...seedance, durationRangeS: { min: 2, max: 12 }, resolutions: [480, 720, 1080] }],
]);
