import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/core/app.ts';
import { type HttpServer, serveHttp } from '../../src/server/http.ts';
import { shippedParts } from '../../src/server/parts.ts';
import { filmApp } from '../fixtures/film-app.ts';
import { modern, type Sent, send } from '../fixtures/server/http-client.ts';
import { type FilmVendor, startFilmVendor } from '../support/film-vendor.ts';

const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

type Fields = Readonly<Record<string, unknown>>;

let home: string;
let vendor: FilmVendor;
let app: App;
let server: HttpServer;

const open = async (deadlineMs: number): Promise<void> => {
  app = filmApp(home, vendor.url, deadlineMs);
  server = await serveHttp({ app, port: 0, parts: await shippedParts(app), limits: { drainMs: 50 } });
};
const close = async (): Promise<void> => {
  await server.close();
  await app.close();
};

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-faces-'));
  vendor = await startFilmVendor({ createMs: 1, workMs: 900, lookMs: 1 });
});
afterEach(async () => {
  await close();
  await vendor.close();
  rmSync(home, { recursive: true, force: true });
});

/** Gives the request's capabilities, so that the server knows who asks. */
function declaring(sent: Sent, capabilities: Fields): Sent {
  const body = sent.body as { readonly params: { readonly _meta: Fields } }; // made by `modern`
  const _meta = { ...body.params._meta, [CAPABILITIES]: capabilities };
  return { ...sent, body: { ...body, params: { ...body.params, _meta } } };
}

async function request(method: string, params: Fields, capabilities: Fields = {}): Promise<Fields> {
  const { message, text } = await send(server.url, declaring(modern(1, method, params), capabilities));
  if (message?.result === undefined) throw new Error(text);
  return message.result;
}

const generate = { name: 'generate_video', arguments: { prompt: 'A fox.' } };
const lookAt = (job_id: unknown, wait_ms?: number) => ({ name: 'get_job', arguments: { job_id, wait_ms } });

async function structured(call: Fields): Promise<Fields> {
  const { structuredContent } = await request('tools/call', call);
  return structuredContent as Fields; // every tool here has one
}

describe('one job', () => {
  it('is a result when it ends in time', async () => {
    await open(30_000);
    const result = await request('tools/call', generate);
    expect(result).toMatchObject({
      content: [{ type: 'text' }, { type: 'text' }, { type: 'resource_link', mimeType: 'video/mp4' }],
      structuredContent: { provider: 'acme', status: 'succeeded', job_id: expect.any(String) },
    });
  });

  it('is a job to be asked for when it does not, and the same to who asks again', async () => {
    await open(100);
    const first = await structured(generate);
    expect(first).toEqual({ job_id: expect.any(String), status: 'running' });
    expect(await structured(generate)).toMatchObject({ job_id: first.job_id });
    const ended = await structured(lookAt(first.job_id, 20_000));
    expect(ended).toMatchObject({
      kind: 'generate_video',
      status: 'succeeded',
      progress: 1,
      result: { provider: 'acme', artifact: { mime_type: 'video/mp4', url: expect.stringContaining('/artifacts/') } },
    });
    const { contents } = await request('resources/read', { uri: `llmkit://jobs/${String(first.job_id)}` });
    expect(JSON.stringify(contents)).toContain('succeeded');
    expect([...vendor.creates.values()]).toEqual([1]);
  });

  it('is a task for a client that takes one', async () => {
    await open(30_000);
    const created = await request('tools/call', generate, TASKS);
    expect(created).toMatchObject({ resultType: 'task', status: 'working', taskId: expect.any(String) });
    const { taskId } = created;
    const look = (): Promise<Fields> => request('tasks/get', { taskId }, TASKS);
    await expect.poll(async () => (await look()).status, { timeout: 20_000, interval: 100 }).toBe('completed');
    expect(await look()).toMatchObject({ result: { structuredContent: { provider: 'acme', job_id: taskId } } });
    expect(await structured(lookAt(taskId))).toMatchObject({ status: 'succeeded' });
  });

  it('is cancelled as a task, once at its provider', async () => {
    await open(30_000);
    const { taskId } = await request('tools/call', generate, TASKS);
    await request('tasks/cancel', { taskId }, TASKS);
    await request('tasks/cancel', { taskId }, TASKS);
    expect(await request('tasks/get', { taskId }, TASKS)).toMatchObject({ status: 'cancelled' });
    expect(vendor.cancels).toHaveLength(1);
  });

  it('outlives its server', async () => {
    await open(100);
    const { job_id } = await structured(generate);
    await close();
    await open(100);
    expect(await structured(lookAt(job_id, 20_000))).toMatchObject({ status: 'succeeded' });
    expect([...vendor.creates.values()]).toEqual([1]);
    expect(vendor.cancels).toEqual([]);
  });

  it('is nobody else’s', async () => {
    await open(100);
    expect(await structured(lookAt('job-of-another'))).toMatchObject({ error: { code: 'not_found' } });
    const { message } = await send(server.url, declaring(modern(1, 'tasks/get', { taskId: 'unknown' }), TASKS));
    expect(message?.error).toMatchObject({ code: -32602 });
  });
});
