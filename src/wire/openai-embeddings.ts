import type { EmbedRequest, EmbedResult } from '../core/embed.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError } from '../http/errors.ts';
import { errorIn } from './openai-chat/message.ts';
import { count, defined, record, records } from './read.ts';
import { checkBatch, vectorOf } from './vectors.ts';

/** What differs between the servers that speak OpenAI's embeddings. */
export type OpenAiEmbeddingsDialect = {
  /** Below the base URL; default `/embeddings`. */
  readonly path?: string;
  /** Name of the wanted number of dimensions; `undefined` where a model has only its own. */
  readonly dimensionsField?: (model: string) => string | undefined;
  /** Name and values of the purpose, where the server takes one. */
  readonly inputType?: (inputType: 'query' | 'document') => Readonly<Record<string, string>>;
  readonly maxBatch?: number;
};

/** Texts as the body of `POST /embeddings`. */
export function encodeRequest(
  { model, texts, dimensions, inputType }: EmbedRequest,
  dialect: OpenAiEmbeddingsDialect,
): { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] } {
  const field = dialect.dimensionsField === undefined ? 'dimensions' : dialect.dimensionsField(model);
  return {
    body: defined({
      model,
      input: texts,
      ...(dimensions === undefined || field === undefined ? {} : { [field]: dimensions }),
      ...(inputType === undefined ? {} : dialect.inputType?.(inputType)),
    }),
    notes:
      dimensions !== undefined && field === undefined ? ['dimensions was dropped: this model has only its own'] : [],
  };
}

/** Vectors in the order of the texts, whatever order they came in. Throws `bad_response` for a wrong count or length. */
export function decodeResponse(body: unknown, texts: number, provider: string): EmbedResult {
  const answer = record(body) ?? {};
  const failure = answer.data === undefined ? errorIn(answer) : undefined;
  if (failure !== undefined) throw answerError(provider, failure, false);
  const items = records(answer.data)
    .map((item, position) => ({ position: count(item.index) ?? position, embedding: item.embedding }))
    .sort((left, right) => left.position - right.position);
  const vectors = items.map(({ embedding }) => vectorOf(embedding, provider));
  checkBatch(vectors, texts, provider);
  const usage = record(answer.usage);
  const input = count(usage?.prompt_tokens) ?? count(usage?.total_tokens);
  return { vectors, usage: input === undefined ? {} : { input } };
}

/** Embeddings over OpenAI's wire. */
export const openaiEmbeddings =
  (dialect: OpenAiEmbeddingsDialect = {}): CapabilityFactory<'embed'> =>
  (endpoint) => ({
    maxBatch: dialect.maxBatch ?? 2048,
    async embed(request, { signal }) {
      const { body, notes } = encodeRequest(request, dialect);
      const answer = await endpoint.send(dialect.path ?? '/embeddings', body, { signal });
      const result = decodeResponse(await answer.json(), request.texts.length, endpoint.provider);
      return notes.length === 0 ? result : { ...result, notes };
    },
  });
