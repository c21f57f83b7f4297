import { expect } from 'vitest';
import type { RerankRequest, RerankResult } from '../../src/core/rerank.ts';
import { list, record } from '../../src/wire/read.ts';
import type { RecordedRequest } from '../upstream.ts';
import { describeRows } from './one-shot.ts';
import { type Check, requestCheck } from './spec.ts';

const PASSAGES = ['the harbour', 'a red boat', 'bread'];
const SCORES = [0.2, 0.9, -0.1];

/** As documented, by the path and the shape of the request: best first, except where vendors keep the order. */
function answer({ url, body }: RecordedRequest): { readonly body: unknown } | undefined {
  const asked = record(body) ?? {};
  const [path = ''] = url.split('?');
  if (!/rerank|ranking/i.test(path)) return undefined;
  const input = record(asked.input) ?? asked;
  const given = [input.documents, input.texts, input.passages, input.contexts, input.input, input.inputs].find(
    Array.isArray,
  );
  const places = list(given)
    .map((_, index) => index)
    .sort((left, right) => (SCORES[right] ?? 0) - (SCORES[left] ?? 0));
  const as = (score: string, index = 'index') =>
    places.map((place) => ({ [index]: place, [score]: SCORES[place], document: { text: 'x' } }));
  if (asked.queries !== undefined) return { body: { scores: SCORES, input_tokens: 9 } };
  if (path.includes('/run/')) return { body: { result: { response: as('score', 'id') }, success: true } };
  if (path.includes('/retrieval/'))
    return { body: { rankings: as('logit'), usage: { prompt_tokens: 9, total_tokens: 9 } } };
  if (path.endsWith('/text-rerank'))
    return { body: { output: { results: as('relevance_score') }, usage: { total_tokens: 9 } } };
  if (path.endsWith('/text/rerank')) return { body: { results: as('score'), input_token_count: 9 } };
  if (asked.texts !== undefined) return { body: as('score') };
  if (path.endsWith('/reranking')) return { body: { data: as('score'), usage: { prompt_tokens: 9 } } };
  if (asked.top_k !== undefined || asked.truncation !== undefined) {
    return { body: { data: as('relevance_score'), usage: { total_tokens: 9 } } };
  }
  if (asked.parameters !== undefined) return { body: { data: as('score'), usage: { rerank_units: 1 } } };
  return { body: { results: as('relevance_score'), meta: { billed_units: { search_units: 1 } } } };
}

const WISHES: readonly Partial<RerankRequest>[] = [{}, { top: 2 }];
const spec = (provider: string, path: string, wishes = WISHES, file?: string) => ({
  check: (): Check => requestCheck(provider, path, file),
  wishes,
});

describeRows<'rerank', RerankRequest>({
  capability: 'rerank',
  ask: (capability, { model, wish, signal }) => {
    const limits = capability.limits(wish.model ?? model);
    expect(limits.passages).toBeGreaterThanOrEqual(PASSAGES.length);
    return capability.rerank({ query: 'which boat?', passages: PASSAGES, model, ...wish }, { signal });
  },
  answer,
  said: 'which boat?',
  expectResult: (result) => {
    // What `rerank` gives.
    const { ranked, usage, notes = [] } = result as RerankResult;
    expect(ranked.toSorted((left, right) => right.score - left.score)).toEqual([
      { index: 1, score: 0.9 },
      { index: 0, score: 0.2 },
      { index: 2, score: -0.1 },
    ]);
    if (Object.keys(usage).length > 0) expect([{ input: 9 }, { searches: 1 }]).toContainEqual(usage);
    expect(notes).toEqual([]);
  },
  noAnswers: [
    '[]',
    '{"results":[],"data":[]}',
    '{"results":[{"index":0}],"scores":["x"],"data":[{"index":0}]}',
    '{"results":["x"],"scores":[null]}',
  ],
  specs: {
    voyage: spec('voyage', '/rerank'),
    jina: spec('jina', '/v1/rerank', [
      ...WISHES,
      { model: 'jina-reranker-m0' },
      { model: 'jina-reranker-v2-base-multilingual', top: 1 },
    ]),
    mixedbread: spec('mixedbread', '/v1/reranking'),
    'pinecone-inference': spec('pinecone', '/rerank', WISHES, 'inference_2026-04.openapi.json'),
    'huggingface-tei': spec('huggingface', '/rerank', WISHES, 'tei-openapi.json'),
    together: spec('together', '/rerank'),
    openrouter: spec('openrouter', '/rerank'),
    portkey: spec('portkey', '/rerank'),
  },
});
