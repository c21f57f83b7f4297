import { limitsFrom } from '../../wire/video/video-wire.ts';

const common = { ratios: ['16:9', '9:16', '1:1'], fps: [] };
const second = { ...common, durationRangeS: { min: 3, max: 15 }, takesImage: true, maxPromptCharacters: 3072 };
const first = { ...common, takesImage: true, maxPromptCharacters: 2500 };

// kling.ai/document-api. Read 2026-11-22.
export const videoLimits = limitsFrom([
  ['kling-3.0-turbo', { ...second, resolutions: [720, 1080] }],
  [/^kling-2\.[56]/, { ...common, durationsS: [5, 10], resolutions: [720, 1080], takesImage: true }],
  [/^kling-3\.0/, { ...second, resolutions: [720, 1080, 2160] }],
  ['kling-v3', { ...first, durationRangeS: { min: 3, max: 15 }, resolutions: [720, 1080] }],
  ['kling-v2-master', { ...first, durationsS: [5, 10], resolutions: [720] }],
  ['kling-v2-1-master', { ...first, durationsS: [5, 10], resolutions: [1080] }],
  [/^kling-v[12]/, { ...first, durationsS: [5, 10], resolutions: [720, 1080] }],
]);
