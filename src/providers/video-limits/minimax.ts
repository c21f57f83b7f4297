import { limitsFrom } from '../../wire/video/video-wire.ts';

const h3 = { ratios: ['adaptive', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16'], fps: [], takesImage: true };
const hailuo = { durationsS: [6, 10], resolutions: [768, 1080], fps: [], takesImage: true, maxPromptCharacters: 2000 };

// platform.minimax.io. 2K has a short side of 1440. Read 2026-11-22.
export const videoLimits = limitsFrom([
  ['MiniMax-H3-Max', { ...h3, durationRangeS: { min: 5, max: 15 }, resolutions: [480, 768] }],
  ['MiniMax-H3', { ...h3, durationRangeS: { min: 4, max: 15 }, resolutions: [768, 1440] }],
  ['MiniMax-Hailuo-2.3-Fast', { ...hailuo, needsImage: true }],
  ['MiniMax-Hailuo-2.3', hailuo],
  ['MiniMax-Hailuo-02', { ...hailuo, resolutions: [512, 768, 1080] }],
  ['T2V-01-Director', { fps: [], takesImage: false, maxPromptCharacters: 2000 }],
  ['I2V-01', { fps: [], needsImage: true, takesImage: true, maxPromptCharacters: 2000 }],
]);
