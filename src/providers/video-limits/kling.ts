import { limitsFrom } from '../../wire/video/video-wire.ts';

const common = { ratios: ['16:9', '9:16', '1:1'], fps: [] };
/** Pictures go to API 1, whose name for the third generation is `kling-v3`. */
const second = { ...common, durationRangeS: { min: 3, max: 15 }, takesImage: false, maxPromptCharacters: 3072 };
const first = { ...common, takesImage: true, maxPromptCharacters: 2500 };

// kling.ai/document-api. Read 2026-11-22.
export const videoLimits = limitsFrom([
  ['kling-3.0-turbo', { ...second, resolutions: [720, 1080] }],
  [/^kling-3\.0/, { ...second, resolutions: [720, 1080, 2160] }],
  ['kling-v3', { ...first, durationRangeS: { min: 3, max: 15 }, resolutions: [720, 1080] }],
  ['kling-v2-master', { ...first, durationsS: [5, 10], resolutions: [720] }],
  ['kling-v2-1-master', { ...first, durationsS: [5, 10], resolutions: [1080] }],
  [/^kling-v[12]/, { ...first, durationsS: [5, 10], resolutions: [720, 1080] }],
]);
