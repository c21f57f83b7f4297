import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

const own = { durationRangeS: { min: 2, max: 10 }, fps: [], takesImage: true, maxPromptCharacters: 1000 };
const veo = {
  durationsS: [4, 6, 8],
  sizes: sizesOf('1280x720 720x1280 1920x1080 1080x1920'),
  fps: [],
  takesImage: true,
  maxPromptCharacters: 1000,
};
const small = '992x432 864x496 752x560 640x640 560x752 496x864 1470x630 1280x720 1112x834 960x960 834x1112 720x1280';
const large =
  '2206x946 1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 3840x1646 3840x2160 3840x2880 3840x3840 2880x3840 2160x3840';
const seedance = { durationRangeS: { min: 4, max: 15 }, fps: [], takesImage: true, maxPromptCharacters: 3500 };

// docs.dev.runwayml.com/api and its specification. Read 2026-11-22. gen4.5 makes all of its sizes from a picture, two from words.
export const videoLimits = limitsFrom([
  ['gen4.5', { ...own, sizes: sizesOf('1280x720 720x1280 1104x832 832x1104 960x960 1584x672') }],
  ['gen4_turbo', { ...own, sizes: sizesOf('1280x720 720x1280 1104x832 832x1104 960x960 1584x672'), needsImage: true }],
  [/^veo3\.1/, veo],
  ['seedance2', { ...seedance, sizes: sizesOf(`${small} ${large}`) }],
  [/^seedance2_(fast|mini)$/, { ...seedance, sizes: sizesOf(small) }],
  [
    'seedance2_5',
    {
      ...seedance,
      durationRangeS: { min: 4, max: 30 },
      sizes: sizesOf(small.replace('864x496', '854x480').replace('496x864', '480x854')),
      maxPromptCharacters: 15_000,
    },
  ],
  [
    'gemini_omni_flash',
    {
      durationRangeS: { min: 3, max: 10 },
      sizes: sizesOf('1280x720 720x1280'),
      fps: [],
      takesImage: true,
      maxPromptCharacters: 4000,
    },
  ],
  [
    'happyhorse_1_0',
    {
      durationRangeS: { min: 3, max: 15 },
      sizes: sizesOf('1280x720 720x1280 960x960 1108x832 832x1108 1920x1080 1080x1920 1440x1440 1662x1248 1248x1662'),
      fps: [],
      takesImage: true,
      maxPromptCharacters: 2500,
    },
  ],
  [
    'hailuo3',
    {
      durationRangeS: { min: 5, max: 15 },
      ratios: ['adaptive', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16'],
      resolutions: [768, 1440],
      fps: [],
      takesImage: true,
      maxPromptCharacters: 6000,
    },
  ],
]);
