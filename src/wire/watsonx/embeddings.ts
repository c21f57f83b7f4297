import type { EmbedResult } from '../../core/embed.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { OWN_DIMENSIONS } from '../embed/embed-wire.ts';
import { count, record, records } from '../read.ts';
import { checkBatch, vectorOf } from '../vectors.ts';
import { placeOf } from './encode.ts';
import { decodeError, VERSION } from './watsonx.ts';

/** Vectors of `{results: [{embedding}], input_token_count}`. Throws `bad_response` for a wrong count or length. */
export function decodeEmbeddings(body: unknown, texts: number, provider: string): EmbedResult {
  const answer = record(body) ?? {};
  const vectors = records(answer.results).map(({ embedding }) => vectorOf(embedding, provider));
  checkBatch(vectors, texts, provider);
  const input = count(answer.input_token_count);
  return { vectors, usage: input === undefined ? {} : { input } };
}

/** Embeddings over IBM watsonx.ai. */
export const watsonxEmbeddings = (): CapabilityFactory<'embed'> => (endpoint) => ({
  maxBatch: 1000,
  async embed({ model, texts, dimensions }, { signal }) {
    const { base, fields } = placeOf(model, endpoint);
    const body = { ...fields, inputs: texts };
    const query = { version: endpoint.setting('version') ?? VERSION };
    const answer = await endpoint.send(`${base}/text/embeddings`, body, { signal, query, decodeError });
    const result = decodeEmbeddings(await answer.json(), texts.length, endpoint.provider);
    return dimensions === undefined ? result : { ...result, notes: [OWN_DIMENSIONS] };
  },
});
