import type { EmbedRequest } from '../../core/embed.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { modelPath } from '../gemini/encode.ts';
import { count, defined, record, records } from '../read.ts';
import { normalised, vectorOf } from '../vectors.ts';
import { type EmbedAnswer, embedOver } from './embed-wire.ts';

const TASKS = { query: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' } as const;

/** The second generation is asked by `embedContent`, the others by `predict`. */
const isSecond = (model: string): boolean => /gemini-embedding-2/.test(model);
/** Gemini's models take one text a request, the older ones many. */
const isGemini = (model: string): boolean => /gemini-embedding/.test(model);

/** Google normalises only vectors of full length. */
const whole = (value: unknown, { dimensions }: EmbedRequest): unknown =>
  dimensions === undefined ? value : [...normalised(vectorOf(value, 'vertex'))];

function decodeContent(body: unknown, request: EmbedRequest): EmbedAnswer {
  const answer = record(body);
  const values = record(answer?.embedding)?.values;
  return {
    values: values === undefined ? [] : [whole(values, request)],
    input: count(record(answer?.usageMetadata)?.promptTokenCount),
    truncated: answer?.truncated === true ? 1 : 0,
  };
}

function decodePredictions(body: unknown, request: EmbedRequest): EmbedAnswer {
  const items = records(record(body)?.predictions).map(({ embeddings }) => record(embeddings) ?? {});
  const statistics = items.map((item) => record(item.statistics) ?? {});
  const counts = statistics.map(({ token_count }) => count(token_count));
  return {
    values: items.map(({ values }) => whole(values, request)),
    input: counts.some((tokens) => tokens === undefined)
      ? undefined
      : counts.reduce<number>((sum, tokens) => sum + (tokens ?? 0), 0),
    truncated: statistics.filter(({ truncated }) => truncated === true).length,
  };
}

/** Embeddings on Vertex AI. */
export const vertexEmbed = (): CapabilityFactory<'embed'> =>
  embedOver({
    maxBatch: 250,
    batchOf: (model) => (isGemini(model) ? { texts: 1 } : { texts: 250, tokens: 20_000 }),
    encode({ model, texts, inputType, dimensions }) {
      const task = inputType === undefined ? undefined : TASKS[inputType];
      if (isSecond(model)) {
        return {
          path: `${modelPath(model)}:embedContent`,
          body: {
            content: { parts: texts.map((text) => ({ text })) },
            embedContentConfig: defined({ taskType: task, outputDimensionality: dimensions, autoTruncate: true }),
          },
        };
      }
      return {
        path: `${modelPath(model)}:predict`,
        body: {
          instances: texts.map((text) => defined({ content: text, task_type: task })),
          parameters: defined({ outputDimensionality: dimensions, autoTruncate: true }),
        },
      };
    },
    decode: (body, request) =>
      isSecond(request.model) ? decodeContent(body, request) : decodePredictions(body, request),
  });
