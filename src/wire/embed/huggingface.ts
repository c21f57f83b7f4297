import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { list } from '../read.ts';
import { embedOver, OWN_DIMENSIONS } from './embed-wire.ts';

/** A model is `owner/name`; both are part of the path. */
const pathOf = (model: string): string =>
  `/models/${model.split('/').map(encodeURIComponent).join('/')}/pipeline/feature-extraction`;

/** Feature extraction on Hugging Face's own inference. Models that answer with a vector a token are refused. */
export const huggingfaceEmbed = (): CapabilityFactory<'embed'> =>
  embedOver({
    maxBatch: 32,
    encode: ({ model, texts, dimensions }) => ({
      path: pathOf(model),
      host: 'inference',
      body: { inputs: texts },
      notes: dimensions === undefined ? [] : [OWN_DIMENSIONS],
    }),
    decode(body, { model, texts }) {
      const values = list(body);
      const [first] = values;
      if (list(list(first)[0]).length > 0) {
        throw new ProviderError('unsupported', {
          message: `${model.slice(0, 80)} answers with a vector for every token, not one for a text.`,
          hint: 'Use a sentence-transformers model.',
        });
      }
      // One text alone may come without the list around it.
      return { values: typeof first === 'number' && texts.length === 1 ? [values] : values };
    },
  });
