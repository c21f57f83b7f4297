import type { EmbedRequest, EmbedResult } from '../core/embed.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { modelPath } from './gemini/encode.ts';
import { count, defined, record, records } from './read.ts';
import { checkBatch, normalised, vectorOf } from './vectors.ts';

/** Most texts of one `batchEmbedContents`. */
const MAX_BATCH = 100;

const TASKS = { query: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' } as const;

/** Texts as the body of `batchEmbedContents`. */
export function encodeRequest({
  model,
  texts,
  inputType,
  dimensions,
}: EmbedRequest): Readonly<Record<string, unknown>> {
  const name = modelPath(model).slice(1);
  return {
    requests: texts.map((text) =>
      defined({
        model: name,
        content: { parts: [{ text }] },
        taskType: inputType === undefined ? undefined : TASKS[inputType],
        outputDimensionality: dimensions,
      }),
    ),
  };
}

/** Vectors in the order of the texts. Throws `bad_response` for a wrong count or length. */
export function decodeResponse(body: unknown, request: EmbedRequest, provider: string): EmbedResult {
  const answer = record(body) ?? {};
  if (answer.error !== undefined) throw answerError(provider, readFailure(answer), false);
  const items = records(answer.embeddings ?? (answer.embedding === undefined ? [] : [answer.embedding]));
  const vectors = items.map(({ values }) => vectorOf(values, provider));
  checkBatch(vectors, request.texts.length, provider);
  const input = count(record(answer.usageMetadata)?.promptTokenCount);
  return {
    // Google normalises only vectors of full length.
    vectors: request.dimensions === undefined ? vectors : vectors.map(normalised),
    usage: input === undefined ? {} : { input },
  };
}

/** Embeddings over Gemini's wire. */
export const geminiEmbeddings = (): CapabilityFactory<'embed'> => (endpoint) => ({
  maxBatch: MAX_BATCH,
  async embed(request, { signal }) {
    const answer = await endpoint.send(`${modelPath(request.model)}:batchEmbedContents`, encodeRequest(request), {
      signal,
    });
    return decodeResponse(await answer.json(), request, endpoint.provider);
  },
});
