import { sizesOf } from '../../core/frame-size.ts';
import { limitsFrom } from '../../wire/video/video-wire.ts';

const any = { takesImage: true };
const seconds5Or10 = { ...any, durationsS: [5, 10], fps: [] };
const seconds6Or10 = { ...any, durationsS: [6, 10], fps: [], maxPromptCharacters: 2000 };
const seconds3To15 = { ...any, durationRangeS: { min: 3, max: 15 }, fps: [] };
const seconds4To15 = { ...any, durationRangeS: { min: 4, max: 15 } };
const veo = { ...any, durationsS: [4, 6, 8] };

// runware.ai/docs and its schemas as of 2026-07-22. Read 2026-11-22. It serves more; what is not here passes.
export const videoLimits = limitsFrom([
  [
    'runway:1@2',
    {
      ...any,
      durationsS: [5, 8, 10],
      sizes: sizesOf('1280x720 720x1280 1104x832 832x1104 960x960'),
      fps: [],
      maxPromptCharacters: 1000,
    },
  ],
  ['runway:1@1', { durationsS: [5, 10], fps: [], needsImage: true, takesImage: true, maxPromptCharacters: 1000 }],
  ['klingai:4@3', { ...seconds5Or10, sizes: sizesOf('1280x720') }],
  [/^klingai:[56]@/, seconds5Or10],
  [/^klingai:kling-video@2\.6/, seconds5Or10],
  [/^klingai:kling-video@3/, seconds3To15],
  ['minimax:4@2', { ...seconds6Or10, needsImage: true }],
  ['minimax:4@1', { ...seconds6Or10, sizes: sizesOf('1366x768') }],
  ['minimax:3@1', seconds6Or10],
  [/^google:3@[23]$/, veo],
  ['google:veo@3.1-lite', veo],
  ['google:gemini@omni-flash', { ...any, durationRangeS: { min: 3, max: 10 }, fps: [] }],
  [/^bytedance:seedance@2\.0/, seconds4To15],
  ['bytedance:2@1', { ...any, durationRangeS: { min: 2, max: 12 } }],
  ['luma:ray@3.2', seconds5Or10],
  ['pixverse:1@8', { ...any, durationRangeS: { min: 1, max: 15 } }],
  [/^alibaba:wan@2\.[67]$/, { ...any, durationRangeS: { min: 2, max: 15 } }],
  ['alibaba:happyhorse@1.1', seconds3To15],
]);

/** Names that people use for models which are there under another id. */
export const aliases = {
  'runway-gen-4.5': 'runway:1@2',
  'gen4.5': 'runway:1@2',
  'kling-2.0': 'klingai:4@3',
  'kling-3.0': 'klingai:kling-video@3-pro',
  'hailuo-2.3': 'minimax:4@1',
  'hailuo-2.3-fast': 'minimax:4@2',
  'seedance-2.0': 'bytedance:seedance@2.0',
  'ray-3.2': 'luma:ray@3.2',
  'wan-2.7': 'alibaba:wan@2.7',
} as const;

const noSora = 'OpenAI ended Sora on 2026-09-24. Use google:gemini@omni-flash or bytedance:seedance@2.0.';

/** Names of models that are not there, with what stands in for each. */
export const absent = {
  'hailuo-mini': 'No model is called mini; the nearest is minimax:4@2 (Hailuo 2.3 Fast), which starts from a picture.',
  'pika-1.0': 'Pika is served by fal alone: fal/fal-ai/pika/v2.2/text-to-video. Here, runway:1@2 is near.',
  'leonardo-ultra': 'Ultra is a setting of pictures at Leonardo. Use leonardo/MOTION2, or runway:1@2 here.',
  sora: noSora,
  'sora-2': noSora,
  'sora-2-pro': noSora,
  'openai:3@1': noSora,
  'openai:3@2': noSora,
} as const;
