// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { rowCapability } from './row.ts';

const RECORDED = recordingsOf('rest').filter(
  ({ provider, capability }) =>
    capability === 'search' && providers.some(({ id, capabilities }) => id === provider && capabilities.search),
);
const named = (recordings: readonly Recording[]) => recordings.map((recording) => [recording.id, recording] as const);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** What an answer holds, read on its own. */
const listedIn = (body: any): readonly any[] => body.results ?? body.organic ?? body.organic_results ?? body.data.web;

describe.runIf(hasShared)('recorded searches', () => {
  it.each(named(RECORDED))('%s', async (_id, recording) => {
    const row = providers.find(({ id }) => id === recording.provider);
    if (row === undefined) throw new Error(`There is no ${recording.provider}.`);
    const { capability } = rowCapability(row, 'search', upstream.url);
    const asked: any = recording.request?.body ?? {};
    const query = asked.query ?? asked.q ?? new URL(recording.request?.url ?? '').searchParams.get('q');
    upstream.serve(scriptOf(recording));
    const task = { model: row.defaults.search ?? 'web', query, count: 10, domains: asked.include_domains };
    const { finds, costMicroUsd } = await capability.search(task, { signal: new AbortController().signal });
    const body: any = recording.response.body;
    const listed = listedIn(body);
    expect(listed.length).toBeGreaterThan(0);
    expect(finds.map(({ url, title }) => ({ url, title }))).toEqual(
      listed.map((one) => ({ url: one.url ?? one.link, title: one.title })),
    );
    for (const { snippet } of finds) expect(snippet?.length).toBeGreaterThan(0);
    expect(costMicroUsd).toBe(body.costDollars === undefined ? undefined : body.costDollars.total * 1e6);
    const request = upstream.requests.at(-1);
    expect(`${decodeURIComponent((request?.url ?? '').replaceAll('+', ' '))} ${request?.text}`).toContain(query);
  });

  it('are of five vendors', () => {
    expect(new Set(RECORDED.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(5);
  });
});
