import type { EmbedRequest } from '../../core/embed.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readAwsFailure } from '../aws-error.ts';
import { count, defined, type Json, list, record, records } from '../read.ts';
import { type EmbedAnswer, embedOver, OWN_DIMENSIONS } from './embed-wire.ts';

/** One maker's models on Bedrock. */
type Maker = {
  readonly is: RegExp;
  readonly texts: number;
  readonly reads?: (model: string) => number;
  readonly hasOwnDimensions?: (model: string) => boolean;
  readonly body: (request: EmbedRequest) => Json;
  readonly decode: (answer: Json) => Pick<EmbedAnswer, 'values' | 'input'>;
};

const MAKERS: readonly Maker[] = [
  {
    is: /cohere\.embed/,
    texts: 96,
    reads: (model) => (/v[23]/.test(model) ? 512 : 128_000),
    hasOwnDimensions: (model) => /v[23]/.test(model),
    body: ({ model, texts, inputType, dimensions }) =>
      defined({
        texts,
        input_type: inputType === 'query' ? 'search_query' : 'search_document',
        embedding_types: ['float'],
        truncate: 'END',
        output_dimension: /v[23]/.test(model) ? undefined : dimensions,
      }),
    decode: ({ embeddings }) => ({ values: list(record(embeddings)?.float ?? embeddings) }),
  },
  {
    is: /amazon\.nova/,
    texts: 1,
    reads: () => 8192,
    body: ({ texts, inputType, dimensions }) => ({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: defined({
        embeddingPurpose: inputType === 'query' ? 'TEXT_RETRIEVAL' : 'GENERIC_INDEX',
        embeddingDimension: dimensions,
        text: { truncationMode: 'END', value: texts[0] },
      }),
    }),
    decode: ({ embeddings }) => ({ values: records(embeddings).map(({ embedding }) => embedding) }),
  },
  {
    is: /titan/,
    texts: 1,
    hasOwnDimensions: (model) => !/v2/.test(model),
    // The second generation is refused unknown fields by the first.
    body: ({ model, texts, dimensions }) =>
      defined({
        inputText: texts[0],
        ...(/v2/.test(model) && { dimensions, normalize: true }),
      }),
    decode: ({ embedding, inputTextTokenCount }) => ({
      values: embedding === undefined ? [] : [embedding],
      input: count(inputTextTokenCount),
    }),
  },
];

const makerOf = (model: string): Maker | undefined => MAKERS.find(({ is }) => is.test(model)) ?? MAKERS.at(-1);

/** Embeddings by the models on Bedrock: Titan, Nova, Cohere. A model of another maker is asked as Titan is. */
export const bedrockEmbed = (): CapabilityFactory<'embed'> =>
  embedOver({
    maxBatch: 96,
    batchOf: (model) => ({ texts: makerOf(model)?.texts ?? 1 }),
    reads: (model) => makerOf(model)?.reads?.(model),
    encode: (request) => ({
      path: `/model/${encodeURIComponent(request.model)}/invoke`,
      body: makerOf(request.model)?.body(request),
      notes:
        request.dimensions !== undefined && makerOf(request.model)?.hasOwnDimensions?.(request.model) === true
          ? [OWN_DIMENSIONS]
          : [],
    }),
    decode(body, { model }, headers) {
      const read = makerOf(model)?.decode(record(body) ?? {});
      const input = read?.input ?? count(Number(headers['x-amzn-bedrock-input-token-count'] ?? Number.NaN));
      return { values: read?.values ?? [], input };
    },
    decodeError: readAwsFailure,
  });
