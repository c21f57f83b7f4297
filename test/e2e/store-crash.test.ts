import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifies } from '../requirements.ts';
import { callOf, retrievalOver } from '../support/retrieval.ts';
import { letterEmbedder } from '../support/vector/letters.ts';
import { startQdrant } from '../support/vector/qdrant-server.ts';

const CHILD = join(import.meta.dirname, '..', 'fixtures', 'store-child.ts');

let home: string;
let server: Awaited<ReturnType<typeof startQdrant>>;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-store-crash-'));
  server = await startQdrant();
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/** Runs the child and kills it after so many requests to the store. Resolves with what it had reported. */
function run(requests: number): Promise<{ readonly lines: readonly string[]; readonly code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', CHILD, home, server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const before = server.requests.length;
    server.onRequest(() => {
      if (server.requests.length - before >= requests) child.kill('SIGKILL');
    });
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    child.on('error', reject);
    child.on('close', (code) => resolve({ lines, code }));
  });
}

/** The collection as the next process finds it. */
const reopened = () => retrievalOver(home, letterEmbedder, undefined, { url: server.url });

const recordIds = (): readonly string[] => {
  const database = new DatabaseSync(join(home, 'collections', 'local', 'crash.sqlite'));
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const place = database
    .prepare(`SELECT json_extract(value, '$.name') AS name FROM manifest WHERE key = 'place'`)
    .get();
  const rows = database.prepare('SELECT id FROM records WHERE place = ?').all(String(place?.name));
  database.close();
  return rows.map(({ id }) => String(id)).sort();
};

describe(verifies('retrieval.stores'), () => {
  // Counted in requests to the store, so that each kill falls inside a step: indexing, updating, deleting, moving.
  it.each([4, 7, 10, 13, 15, 18, 21, 24, 26, 28, 30, 31, 32, 33])(
    'loses nothing that it reported and finds nothing that it deleted (killed at request %i)',
    async (requests) => {
      const { lines, code } = await run(requests);
      expect(code).toBeNull();
      const retrieval = reopened();
      const [info] = await retrieval.collections(callOf(), 'crash');
      const found = async (query: string): Promise<readonly string[]> => {
        const { hits } = await retrieval.search({ collection: 'crash', query, topK: 100, mode: 'vector' }, callOf());
        return hits.map(({ document }) => document);
      };
      const all = new Set<string>();
      for (const letter of 'abcdefgh') for (const id of await found(letter.repeat(9))) all.add(id);
      const reported = (word: string): readonly string[] =>
        lines
          .map((line) => line.split(' '))
          .filter(([first]) => first === word)
          .flatMap(([, from, to]) =>
            Array.from({ length: Number(to) - Number(from) }, (_, at) => `d${Number(from) + at}`),
          );
      const deleted = new Set(reported('deleted'));
      expect([...all].filter((id) => deleted.has(id))).toEqual([]);
      // The batch that was being deleted may be gone, or not.
      const unsure = new Set(Array.from({ length: 40 }, (_, at) => `d${100 + at}`));
      expect(reported('first').filter((id) => !all.has(id) && !unsure.has(id))).toEqual([]);
      expect(info?.embedModel).toEqual(lines.includes('moved') ? 'test/large' : expect.stringMatching(/^test\//u));
      await retrieval.close();
      const [held = new Map()] = server.collectionsWith(recordIds());
      expect([...held.keys()].sort()).toEqual(recordIds());
    },
  );

  it('is finished by the next run, with one index left', async () => {
    await run(40);
    await run(1000);
    expect(recordIds()).toHaveLength(120);
    expect(server.collectionsWith(recordIds())).toHaveLength(1);
    expect(server.collections.size).toBe(1);
    expect(server.problems).toEqual([]);
  });
});
