import type { CapabilityFactory } from '../../core/provider.ts';
import { count, defined, filled, list, record } from '../read.ts';
import { embedOver } from './embed-wire.ts';

/** Texts that the server takes at once unless it was started with another `--max-client-batch-size`. */
const MAX_BATCH = 32;

/** Embeddings over Hugging Face's Text Embeddings Inference. A text that is too long is refused, not cut. */
export const teiEmbed = (): CapabilityFactory<'embed'> =>
  embedOver({
    maxBatch: MAX_BATCH,
    encode: ({ texts, dimensions }) => ({
      path: '/embed',
      body: defined({ inputs: texts, normalize: true, dimensions }),
    }),
    decode: (body, _request, headers) => ({
      values: list(body),
      input: count(Number(headers['x-compute-tokens'] ?? Number.NaN)),
    }),
  });

/** `GET /info` says which one model the server has loaded; nothing where another kind of server answers. */
export function loadedModel(body: unknown): readonly string[] {
  const info = record(body);
  const model = filled(info?.model_id);
  return model === undefined || record(info?.model_type) === undefined ? [] : [model];
}
