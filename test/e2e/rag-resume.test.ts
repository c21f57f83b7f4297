import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cliPath } from '../cli.ts';
import { RawClient } from '../fixtures/server/stdio-client.ts';

const FILES = 600;

let home: string;
let client: RawClient;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-resume-'));
  mkdirSync(join(home, 'notes'));
  for (let index = 0; index < FILES; index++) {
    writeFileSync(join(home, 'notes', `${index}.txt`), `Note number ${index} has the word unique${index} in it.`);
  }
});
afterEach(() => {
  client.kill();
  rmSync(home, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const env = { LLMKIT_HOME: home, LLMKIT_DISCOVER: '0', LLMKIT_CALL_DEADLINE_MS: '1000' };
  client = new RawClient(env, [process.execPath, cliPath, 'serve']);
  await client.initialize();
}

async function call(id: number, name: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const { result } = await client.request(id, 'tools/call', { name, arguments: input });
  return (result?.structuredContent ?? {}) as Readonly<Record<string, unknown>>; // an object by the protocol
}

it('a long rag_index becomes a job, which the next server ends when the first is killed', async () => {
  await open();
  const index = { collection: 'notes', sources: ['notes'] };
  const begun = await call(1, 'rag_index', index);
  expect(begun).toMatchObject({ job_id: expect.any(String), status: 'running' });
  let stored = 0;
  for (let id = 100; stored === 0 && id < 200; id++) {
    // Waits for the job, which is not over, and asks again what the collection holds.
    await call(id, 'get_job', { job_id: begun.job_id, wait_ms: 100 });
    const { collections } = await call(id + 1_000, 'rag_collections', { collection: 'notes' });
    stored = (collections as readonly { documents: number }[] | undefined)?.[0]?.documents ?? 0;
  }
  client.child.kill('SIGKILL');
  await client.exited;

  await open();
  let ended: Readonly<Record<string, unknown>> = {};
  for (let id = 2; ended.status !== 'succeeded' && id < 9; id++) {
    ended = await call(id, 'get_job', { job_id: begun.job_id, wait_ms: 10_000 });
  }
  expect(ended).toMatchObject({ status: 'succeeded', result: { collection: 'notes', failed: [] } });
  const { documents, unchanged } = ended.result as { documents: number; unchanged: number };
  // What the first server wrote is not written again.
  expect([documents + unchanged, unchanged >= stored, stored > 0]).toEqual([FILES, true, true]);
  const { hits } = await call(10, 'rag_search', {
    collection: 'notes',
    query: `unique${FILES - 1}`,
    top_k: 1,
    mode: 'keyword',
  });
  expect(hits).toMatchObject([{ document: join(home, 'notes', `${FILES - 1}.txt`) }]);
});
