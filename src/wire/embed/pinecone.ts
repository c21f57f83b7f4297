import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { count, defined, record, records } from '../read.ts';
import { embedOver, OWN_DIMENSIONS } from './embed-wire.ts';

/** Models whose vectors can be shortened; the others refuse the parameter. */
const isFlexible = (model: string): boolean => /llama-text-embed/.test(model);

/** Embeddings over Pinecone's inference: https://docs.pinecone.io/reference/api/2026-04/inference. */
export const pineconeEmbed = (): CapabilityFactory<'embed'> =>
  embedOver({
    maxBatch: 96,
    reads: (model) => (isFlexible(model) ? 2048 : 507),
    encode({ model, texts, inputType, dimensions }) {
      if (/sparse/.test(model)) {
        throw new ProviderError('unsupported', {
          message: `${model} makes sparse vectors, which have no fixed length.`,
          hint: 'Use llama-text-embed-v2 or multilingual-e5-large.',
          processed: false,
        });
      }
      return {
        path: '/embed',
        body: {
          model,
          inputs: texts.map((text) => ({ text })),
          parameters: defined({
            // Required by its models; what is kept is a passage.
            input_type: inputType === 'query' ? 'query' : 'passage',
            truncate: 'END',
            dimension: isFlexible(model) ? dimensions : undefined,
          }),
        },
        notes: dimensions !== undefined && !isFlexible(model) ? [OWN_DIMENSIONS] : [],
      };
    },
    decode(body) {
      const answer = record(body);
      return {
        values: records(answer?.data).map(({ values }) => values),
        input: count(record(answer?.usage)?.total_tokens),
      };
    },
  });
