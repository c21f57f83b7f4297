import type { EmbedRequest, EmbedResult } from '../core/embed.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { OWN_DIMENSIONS } from './embed/embed-wire.ts';
import { longTexts } from './embed/long-texts.ts';
import { count, defined, list, record } from './read.ts';
import { checkBatch, vectorOf } from './vectors.ts';

/** Most texts of one request. */
const MAX_BATCH = 96;

/** Texts as the body of `POST /embed`. The purpose is required; what is kept is a document. */
export function encodeRequest({ model, texts, inputType, dimensions }: EmbedRequest): {
  readonly body: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
} {
  // Before the fourth generation a model has only its own length.
  const isFixed = /-v[23]\.0/.test(model);
  const body = defined({
    model,
    texts,
    input_type: inputType === 'query' ? 'search_query' : 'search_document',
    embedding_types: ['float'],
    output_dimension: isFixed ? undefined : dimensions,
  });
  const notes = [
    ...(isFixed && dimensions !== undefined ? [OWN_DIMENSIONS] : []),
    ...longTexts(texts, isFixed ? 512 : 128_000),
  ];
  return { body, notes };
}

/** Vectors in the order of the texts. Throws `bad_response` for a wrong count or length. */
export function decodeResponse(body: unknown, texts: number, provider: string): EmbedResult {
  const answer = record(body) ?? {};
  if (answer.embeddings === undefined && answer.message !== undefined)
    throw answerError(provider, readFailure(answer), false);
  // By type, or (where none was asked for, in the first generation) the vectors themselves.
  const byType = record(answer.embeddings);
  const vectors = list(byType?.float ?? byType?.int8 ?? byType?.uint8 ?? answer.embeddings).map((item) =>
    vectorOf(item, provider),
  );
  checkBatch(vectors, texts, provider);
  const input = count(record(record(answer.meta)?.billed_units)?.input_tokens);
  return { vectors, usage: input === undefined ? {} : { input } };
}

/** Embeddings over Cohere's own wire. */
export const cohereEmbed = (): CapabilityFactory<'embed'> => (endpoint) => ({
  maxBatch: MAX_BATCH,
  async embed(request, { signal }) {
    const { body, notes } = encodeRequest(request);
    const answer = await endpoint.send('/embed', body, { signal });
    const result = decodeResponse(await answer.json(), request.texts.length, endpoint.provider);
    return notes.length === 0 ? result : { ...result, notes };
  },
});
