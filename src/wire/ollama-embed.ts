import type { EmbedRequest, EmbedResult } from '../core/embed.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { decodeResponse as decodeOpenAi } from './openai-embeddings.ts';
import { count, defined, filled, list, record } from './read.ts';
import { checkBatch, vectorOf } from './vectors.ts';

/** Vectors in the order of the texts, in this wire's shape or OpenAI's. Throws `bad_response` for a wrong count or length. */
export function decodeResponse(body: unknown, texts: number, provider: string): EmbedResult {
  const answer = record(body) ?? {};
  if (answer.data !== undefined) return decodeOpenAi(body, texts, provider);
  if (filled(answer.error) !== undefined) throw answerError(provider, readFailure(answer), false);
  // Before `/api/embed` there was one vector an answer.
  const items = answer.embedding === undefined ? list(answer.embeddings) : [answer.embedding];
  const vectors = items.map((item) => vectorOf(item, provider));
  checkBatch(vectors, texts, provider);
  const input = count(answer.prompt_eval_count);
  return { vectors, usage: input === undefined ? {} : { input } };
}

const encodeRequest = ({ model, texts, dimensions }: EmbedRequest): Readonly<Record<string, unknown>> =>
  defined({ model, input: texts, dimensions });

/** Embeddings over Ollama's own wire. */
export const ollamaEmbed = (): CapabilityFactory<'embed'> => (endpoint) => ({
  maxBatch: 512,
  async embed(request, { signal }) {
    const answer = await endpoint.send('/api/embed', encodeRequest(request), { signal });
    return decodeResponse(await answer.json(), request.texts.length, endpoint.provider);
  },
});
