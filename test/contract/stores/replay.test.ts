import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { VectorIndex } from '../../../src/core/vector-index.ts';
import { attempt } from '../../../src/stores/attempt.ts';
import chroma from '../../../src/stores/vector/chroma.ts';
import milvus from '../../../src/stores/vector/milvus.ts';
import pinecone from '../../../src/stores/vector/pinecone.ts';
import { hasShared, shared } from '../../shared.ts';
import { angle } from '../../support/vector/contract.ts';
import { startUpstream } from '../../upstream.ts';

type Recording = { readonly name: string; readonly status: number; readonly body: unknown };
type Replayed = {
  readonly connect: (url: string) => Promise<VectorIndex>;
  /** What is answered before the question itself, by path. */
  readonly before?: (path: string) => unknown;
  /** The ids that the recorded answer names, where they are ours to name. */
  readonly idsOf: (body: never) => readonly string[];
};

function recordings(store: string, kind: string): readonly Recording[] {
  const folder = shared('wire', 'recordings', store, kind);
  if (!hasShared || !existsSync(folder)) return [];
  return readdirSync(folder).map((file) => {
    const { response } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return { name: `${store}/${kind}/${file}`, status: response.status, body: response.body };
  });
}

const place = { name: 'llmkit_replayed', dimensions: 8 };

const STORES: Readonly<Record<string, Replayed>> = {
  chroma: {
    connect: (url) => chroma.connect({ home: '', url, variable: () => undefined }),
    // The collection that is asked for, as the server describes one.
    before: (path) => (path.endsWith('/query') ? undefined : recordings('chroma', 'collection-create')[0]?.body),
    idsOf: ({ ids }: { readonly ids: readonly string[][] }) => ids[0] ?? [],
  },
  pinecone: {
    connect: (url) => {
      const all: Readonly<Record<string, string>> = { PINECONE_API_KEY: 'key', PINECONE_INDEX_HOST: url };
      return pinecone.connect({ home: '', variable: (name) => all[name] });
    },
    idsOf: ({ matches }: { readonly matches: readonly { readonly id: string }[] }) => matches.map(({ id }) => id),
  },
  milvus: {
    connect: (url) => milvus.connect({ home: '', url, variable: () => undefined }),
    idsOf: ({ data }: { readonly data: readonly { readonly id: number }[] }) => data.map(({ id }) => String(id)),
  },
};

async function replayed(store: string, recording: Recording) {
  const { connect, before } = STORES[store] ?? expect.fail();
  const upstream = await startUpstream((request, response) => {
    const first = before?.(request.url.split('?')[0] ?? '');
    const [status, body] = first === undefined ? [recording.status, recording.body] : [200, first];
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  const index = await connect(upstream.url);
  const asked = attempt({ store, clock: systemClock, timeoutMs: 10_000, secrets: [] }, () =>
    index.query(place, { vector: angle(10), limit: 10 }),
  );
  return asked.finally(upstream.close);
}

const cases = (kind: string) =>
  Object.keys(STORES).flatMap((store) => recordings(store, kind).map((recording) => ({ store, ...recording })));

describe.runIf(hasShared)('recorded answers of vector stores', () => {
  it.each(cases('vector-query'))('$name is read as hits', async ({ store, ...recording }) => {
    const hits = await replayed(store, recording);
    // The body is what this store's recordings hold.
    expect(hits.map(({ id }) => id)).toEqual(STORES[store]?.idsOf(recording.body as never));
    for (const { score } of hits) expect(score).toEqual(expect.any(Number));
  });

  it.each(cases('error'))('$name is told as an error', async ({ store, ...recording }) => {
    const error = await replayed(store, recording).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'ProviderError',
      provider: store,
      code: expect.stringMatching(/^(?:not_found|conflict|bad_request|bad_response)$/u),
      message: expect.stringContaining(`${store}: `),
    });
  });
});
