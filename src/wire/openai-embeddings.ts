import type { EmbedBatch, EmbedRequest, EmbedResult } from '../core/embed.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError } from '../http/errors.ts';
import { OWN_DIMENSIONS } from './embed/embed-wire.ts';
import { longTexts } from './embed/long-texts.ts';
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
  readonly batchOf?: (model: string) => EmbedBatch;
  /** Tokens of a text that a model reads, where the server leaves the rest out without a word. */
  readonly reads?: (model: string) => number | undefined;
  /** Further fields of the body. */
  readonly extra?: (request: EmbedRequest) => Readonly<Record<string, unknown>>;
  /** Asks for vectors in base64: a third of the bytes. An operator's own server may not know it, and is not asked. */
  readonly base64?: boolean;
  /** A vector as numbers, where it comes in an encoding of the server's own. */
  readonly vector?: (value: unknown) => unknown;
};

/** Texts as the body of `POST /embeddings`. */
export function encodeRequest(
  request: EmbedRequest,
  dialect: OpenAiEmbeddingsDialect,
): { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] } {
  const { model, texts, dimensions, inputType } = request;
  const field = dialect.dimensionsField === undefined ? 'dimensions' : dialect.dimensionsField(model);
  return {
    body: defined({
      model,
      input: texts,
      ...(dimensions === undefined || field === undefined ? {} : { [field]: dimensions }),
      ...(inputType === undefined ? {} : dialect.inputType?.(inputType)),
      ...dialect.extra?.(request),
    }),
    notes: [
      ...(dimensions !== undefined && field === undefined ? [OWN_DIMENSIONS] : []),
      ...longTexts(texts, dialect.reads?.(model)),
    ],
  };
}

/** Vectors in the order of the texts, whatever order they came in. Throws `bad_response` for a wrong count or length. */
export function decodeResponse(
  body: unknown,
  texts: number,
  provider: string,
  vector: NonNullable<OpenAiEmbeddingsDialect['vector']> = (value) => value,
): EmbedResult {
  const answer = record(body) ?? {};
  const failure = answer.data === undefined ? errorIn(answer) : undefined;
  if (failure !== undefined) throw answerError(provider, failure, false);
  const items = records(answer.data)
    .map((item, position) => ({ position: count(item.index) ?? position, embedding: item.embedding }))
    .sort((left, right) => left.position - right.position);
  const vectors = items.map(({ embedding }) => vectorOf(vector(embedding), provider));
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
    ...(dialect.batchOf !== undefined && { batchOf: dialect.batchOf }),
    async embed(request, { signal }) {
      const { body, notes } = encodeRequest(request, dialect);
      const encoding = dialect.base64 === true && endpoint.isRedirected !== true ? { encoding_format: 'base64' } : {};
      const answer = await endpoint.send(dialect.path ?? '/embeddings', { ...body, ...encoding }, { signal });
      const result = decodeResponse(await answer.json(), request.texts.length, endpoint.provider, dialect.vector);
      return notes.length === 0 ? result : { ...result, notes };
    },
  });
