import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath } from '../cli.ts';
import { RawClient } from '../fixtures/server/stdio-client.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

type RunwareTask = { readonly taskType: string; readonly taskUUID: string };

const film = Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypisom'), Buffer.alloc(500)]);
const call = {
  name: 'generate_video',
  arguments: { prompt: 'A fox in the snow.', model: 'runware', duration_s: 5, wait: false },
};

let home: string;
let vendor: Upstream;
let client: RawClient;
/** Task ids in the order in which work was asked for. */
let begun: string[];
/** Resolves when the film has been fetched. */
let fetched: PromiseWithResolvers<void>;
/** Asks of the vendor that have been heard and not answered. */
let silence: PromiseWithResolvers<void> | undefined;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-killed-'));
  begun = [];
  silence = undefined;
  fetched = Promise.withResolvers();
  const looks = new Map<string, number>();
  vendor = await startUpstream(({ method, body }, response) => {
    if (method === 'GET') {
      fetched.resolve();
      return void response.writeHead(200, { 'content-type': 'video/mp4' }).end(film);
    }
    const [task] = body as readonly RunwareTask[]; // what the family sends
    if (task === undefined) return void response.writeHead(400).end();
    const answer = (data: object): void =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [data] }));
    const { taskType, taskUUID } = task;
    if (taskType !== 'getResponse') {
      begun.push(taskUUID);
      if (silence !== undefined) return silence.resolve();
      return answer({ taskType, taskUUID });
    }
    const look = (looks.get(taskUUID) ?? 0) + 1;
    looks.set(taskUUID, look);
    if (look < 2) return answer({ taskUUID, status: 'processing' });
    answer({ taskUUID, status: 'success', videoURL: `${vendor.url}/film.mp4`, cost: 0.25 });
  });
});
afterEach(async () => {
  client.kill();
  await vendor.close();
  rmSync(home, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const env = {
    LLMKIT_HOME: home,
    LLMKIT_DISCOVER: '0',
    RUNWARE_API_KEY: 'test-key',
    RUNWARE_BASE_URL: `${vendor.url}/v1`,
  };
  client = new RawClient(env, [process.execPath, cliPath, 'serve']);
  await client.initialize();
}

async function structured(id: number, params: object): Promise<Readonly<Record<string, unknown>>> {
  const { result } = await client.request(id, 'tools/call', params);
  return (result?.structuredContent ?? {}) as Readonly<Record<string, unknown>>; // an object by the protocol
}

describe('a job of Runware', () => {
  it('goes on in the next server when the first is killed', async () => {
    await open();
    const { job_id } = await structured(1, call);
    expect(job_id).toEqual(expect.any(String));
    client.child.kill('SIGKILL');
    await client.exited;
    await open();
    const ended = await structured(2, { name: 'get_job', arguments: { job_id, wait_ms: 30_000 } });
    expect(ended).toMatchObject({
      status: 'succeeded',
      result: { provider: 'runware', cost_usd: 0.25, artifact: { path: expect.stringContaining(home) } },
    });
    expect(begun).toHaveLength(1);
  });

  it('goes on in a server that runs beside the one that is killed, though nobody asks there', async () => {
    await open();
    const first = client;
    await open();
    const second = client;
    client = first;
    const { job_id } = await structured(1, call);
    first.child.kill('SIGKILL');
    await first.exited;
    client = second;
    await fetched.promise;
    const ended = await structured(2, { name: 'get_job', arguments: { job_id, wait_ms: 10_000 } });
    expect(ended).toMatchObject({ status: 'succeeded', result: { provider: 'runware' } });
    expect(begun).toHaveLength(1);
  });

  it('is begun again with the same task id when nobody knows whether it was begun', async () => {
    silence = Promise.withResolvers<void>();
    await open();
    client.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call });
    await silence.promise;
    client.child.kill('SIGKILL');
    await client.exited;
    silence = undefined;
    await open();
    const { job_id } = await structured(2, call);
    const ended = await structured(3, { name: 'get_job', arguments: { job_id, wait_ms: 30_000 } });
    expect(ended).toMatchObject({ status: 'succeeded', result: { provider: 'runware' } });
    expect(new Set(begun).size).toBe(1);
    expect(begun).toHaveLength(2);
  });
});
