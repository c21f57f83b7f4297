import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ProviderError } from '../../core/errors.ts';

/** The part of sherpa-onnx's `OfflineModelConfig` that names files. */
export type SherpaModel = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Models of one file, told by what their folder is called; the last stands for any other. */
const SINGLE_FILE: readonly (readonly [pattern: RegExp, field: string])[] = [
  [/sense-?voice/i, 'senseVoice'],
  [/paraformer/i, 'paraformer'],
  [/wenet/i, 'wenetCtc'],
  [/dolphin/i, 'dolphin'],
  [/omnilingual/i, 'omnilingual'],
  [/zipformer/i, 'zipformerCtc'],
  [/./, 'nemoCtc'],
];

/**
 * Which of sherpa-onnx's kinds of model lies in a folder, by the names that its releases give to files. Throws
 * `not_configured` with what is missing.
 */
export function sherpaModelIn(folder: string): SherpaModel {
  const files = listed(folder);
  const find = (pattern: RegExp): string | undefined => {
    const fitting = files.filter((file) => file.endsWith('.onnx') && pattern.test(file));
    // Releases carry a small and a full version side by side; the small one is as good and twice as quick.
    const chosen = fitting.find((file) => file.includes('int8')) ?? fitting[0];
    return chosen === undefined ? undefined : join(folder, chosen);
  };
  const tokensFile = files.find((file) => /tokens\.txt$/.test(file));
  if (tokensFile === undefined) throw fault(folder, 'it holds no tokens.txt');
  const tokens = join(folder, tokensFile);
  const [encoder, decoder, joiner] = [find(/encoder/), find(/decoder/), find(/joiner/)];
  const [preprocessor, encode, uncachedDecoder, cachedDecoder] = [
    find(/preprocess/),
    find(/^encode\b/),
    find(/uncached/),
    find(/^cached/),
  ];
  if (encoder !== undefined && decoder !== undefined && joiner !== undefined) {
    const isNemo = /nemo|parakeet/i.test(basename(folder));
    return { tokens, transducer: { encoder, decoder, joiner }, ...(isNemo ? { modelType: 'nemo_transducer' } : {}) };
  }
  if (
    preprocessor !== undefined &&
    encode !== undefined &&
    uncachedDecoder !== undefined &&
    cachedDecoder !== undefined
  ) {
    return { tokens, moonshine: { preprocessor, encoder: encode, uncachedDecoder, cachedDecoder } };
  }
  if (encoder !== undefined && decoder !== undefined) {
    const name = basename(folder);
    const field = /canary/i.test(name) ? 'canary' : /fire-?red/i.test(name) ? 'fireRedAsr' : 'whisper';
    return { tokens, [field]: { encoder, decoder } };
  }
  const model = find(/./);
  if (model === undefined) throw fault(folder, 'it holds no .onnx file');
  const [, field = 'nemoCtc'] = SINGLE_FILE.find(([pattern]) => pattern.test(basename(folder))) ?? [];
  return { tokens, [field]: { model } };
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    throw fault(folder, thrown instanceof Error ? thrown.message.slice(0, 100) : 'it cannot be read');
  }
}

const fault = (folder: string, what: string): ProviderError =>
  new ProviderError('not_configured', {
    provider: 'sherpa-file',
    message: `SHERPA_MODEL: ${folder} is no folder with a sherpa-onnx model (${what}).`,
    hint: 'Unpack one of https://github.com/k2-fsa/sherpa-onnx/releases/tag/asr-models and name its folder.',
    processed: false,
  });
