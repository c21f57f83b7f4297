import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createSqliteStores } from '../../src/stores/sqlite.ts';
import { verifies } from '../requirements.ts';
import { type Allowed, allowedAfter, type Operation, planOf, seeded, wordOf } from '../support/kill-plan.ts';
import { callOf, lettersEmbedder, retrievalIn } from '../support/retrieval.ts';

const CHILD = join(import.meta.dirname, '..', 'fixtures', 'kill-child.ts');
/** `npm run test:kill` sets 50. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 6);
const FIRST_SEED = Number(process.env.KILL_SEED ?? 1);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-kill-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Runs a plan and kills it some turns after its `at`th line. Resolves with the lines that were printed whole. */
function runAndKill(plan: readonly Operation[], at: number, turns: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', CHILD, home, JSON.stringify(plan)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    let isDoomed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (isDoomed || printed.split('\n').length <= at) return;
      isDoomed = true;
      let left = turns;
      const spin = () => (left-- > 0 ? setImmediate(spin) : child.kill('SIGKILL'));
      spin();
    });
    child.on('error', reject);
    // What was read of the pipe by then is what the child had printed.
    child.on('close', () => resolve(printed.split('\n').slice(0, -1)));
  });
}

async function storedVersions(allowed: Allowed): Promise<ReadonlyMap<string, number>> {
  const database = new DatabaseSync(join(home, 'collections', 'local', 'kill.sqlite'));
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
  const stores = createSqliteStores({ home, clock: systemClock });
  const store = await stores.open('local', 'kill', { create: false });
  const { chunks, vectors, documents } = await store.counts();
  expect([store.notes, chunks]).toEqual([[], vectors]);
  const versions = new Map<string, number>();
  for (const id of allowed.keys()) {
    const text = (await store.document(id))?.text;
    versions.set(id, text === undefined ? 0 : Number(/unique\w+v(\d+)/u.exec(text)?.[1]));
  }
  expect([...versions.values()].filter((version) => version > 0)).toHaveLength(documents);
  await stores.close();
  return versions;
}

/** Every version that may not be there is not found, every one that is there is. */
async function wrongAnswers(allowed: Allowed, versions: ReadonlyMap<string, number>): Promise<readonly string[]> {
  const retrieval = retrievalIn(home, lettersEmbedder);
  const search = async (query: string, mode: 'keyword' | 'vector', topK: number) =>
    (await retrieval.search({ collection: 'kill', query, topK, mode }, callOf())).hits;
  const wrong: string[] = [];
  for (const [id, version] of versions) {
    for (const each of new Set([...(allowed.get(id) ?? []), version])) {
      const isFound =
        each > 0 && (await search(wordOf(id, each), 'keyword', 1)).some(({ document }) => document === id);
      if (isFound !== (each > 0 && each === version)) wrong.push(`${wordOf(id, each)} found: ${isFound}`);
    }
  }
  for (const { document, text } of await search('document', 'vector', 100)) {
    if (!text.includes(wordOf(document, versions.get(document) ?? 0))) wrong.push(`a vector of an older ${document}`);
  }
  await retrieval.close();
  return wrong;
}

describe(verifies('retrieval.killed'), () => {
  it(
    `holds over ${ROUNDS} kills while it indexes, updates, replaces and deletes (seed ${FIRST_SEED})`,
    async () => {
      const random = seeded(FIRST_SEED);
      // The first process only needs to live long enough to make the collection.
      let allowed: Allowed = new Map();
      let killed = 0;
      for (let round = 0; round <= ROUNDS; round++) {
        const plan = planOf(random, 1 + round * 100);
        const at = round === 0 ? Number.POSITIVE_INFINITY : 1 + Math.floor(random() * 50);
        const lines = await runAndKill(plan, at, Math.floor(random() * 400));
        if (!lines.includes(`end ${plan.length - 1}`)) killed += 1;
        allowed = allowedAfter(allowed, plan, lines);
        const versions = await storedVersions(allowed);
        const impossible = [...versions].filter(([id, version]) => !allowed.get(id)?.has(version));
        expect(impossible, `round ${round}`).toEqual([]);
        expect(await wrongAnswers(allowed, versions), `round ${round}`).toEqual([]);
        allowed = new Map([...versions].map(([id, version]) => [id, new Set([version])]));
      }
      expect(killed).toBeGreaterThan(ROUNDS / 2);
    },
    60_000 + ROUNDS * 10_000,
  );
});
