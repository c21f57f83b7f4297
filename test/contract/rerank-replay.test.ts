// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/core/errors.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { rowCapability } from './row.ts';

const RECORDED = recordingsOf('rerank');
const named = (recordings: readonly Recording[]) => recordings.map((recording) => [recording.id, recording] as const);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

function ask(recording: Recording) {
  const row = providers.find(({ id }) => id === recording.provider);
  if (row === undefined) throw new Error(`There is no ${recording.provider}.`);
  const { capability } = rowCapability(row, 'rerank', upstream.url);
  const body: any = recording.request?.body ?? {};
  const passages = (body.documents ?? ['text']).map((one: any) => one.text ?? one);
  const request = {
    model: recording.model ?? 'model-1',
    query: body.query ?? 'q',
    passages,
    top: body.top_n ?? body.top_k,
  };
  upstream.serve(scriptOf(recording));
  return capability.rerank(request, { signal: new AbortController().signal });
}

describe.runIf(hasShared)('recorded rankings', () => {
  it.each(named(RECORDED.filter(({ response }) => response.status < 300)))('%s', async (_id, recording) => {
    const { results, data, usage, meta }: any = recording.response.body;
    const result = await ask(recording);
    const expected = (results ?? data).map((one: any) => ({
      index: one.index,
      score: one.relevance_score ?? one.score,
    }));
    expect(result.ranked).toEqual(expected);
    const searches = meta?.billed_units?.search_units ?? usage?.search_units;
    const input = usage?.prompt_tokens ?? usage?.total_tokens;
    expect(result.usage).toEqual(searches !== undefined ? { searches } : input !== undefined ? { input } : {});
    expect(result.costMicroUsd).toBe(usage?.cost === undefined ? undefined : usage.cost * 1e6);
    const sent: any = upstream.requests.at(-1)?.body;
    const recorded: any = recording.request?.body;
    if (recorded === undefined) return;
    expect(sent.query).toBe(recorded.query);
    expect(sent.documents).toEqual(recorded.documents.map((one: any) => one.text ?? one));
  });

  it.each(named(RECORDED.filter(({ response }) => response.status >= 400)))('an error: %s', async (_id, recording) => {
    const failure = await ask(recording).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ provider: recording.provider, status: recording.response.status });
    const body: any = recording.response.body;
    expect(String(failure)).toContain(body.error.message.slice(0, 40));
  });

  it('are of six vendors', () => {
    expect(new Set(RECORDED.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(6);
  });
});
