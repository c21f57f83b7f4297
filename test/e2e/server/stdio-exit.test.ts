import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { MODERN_META, RawClient, serverEntry } from '../../fixtures/server/stdio-client.ts';

let client: RawClient;
afterEach(() => client.kill());

async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work;
  return { value, ms: performance.now() - start };
}

const waitCall = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'wait', arguments: { ms: 60_000, tag: `call-${id}` } },
});

describe('the end of a stdio server', () => {
  it('exits 0 when stdin closes', async () => {
    client = new RawClient();
    await client.initialize();
    client.child.stdin.end();
    const { value, ms } = await timed(client.exited);
    expect(value).toEqual({ code: 0, signal: null });
    expect(ms).toBeLessThan(2000);
    expect(client.stderr).toContain('app closed');
  });

  it('answers what a one-shot pipe asked before it closed', async () => {
    client = new RawClient();
    client.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'pipe', version: '1' } },
    });
    client.send({
      jsonrpc: '2.0',
      id: 2,
      method: 'tools/call',
      params: { name: 'echo', arguments: { message: 'piped' } },
    });
    client.child.stdin.end();
    expect((await client.answer(2)).result?.structuredContent).toMatchObject({ message: 'piped' });
    expect((await client.exited).code).toBe(0);
  });

  it('aborts calls that still run when stdin closes, and exits within 2 s', async () => {
    client = new RawClient();
    await client.initialize();
    client.send(waitCall(1));
    await client.logged('started call-1');
    client.child.stdin.end();
    const { value, ms } = await timed(client.exited);
    expect(value.code).toBe(0);
    expect(ms).toBeLessThan(2000);
    expect(client.stderr).toContain('aborted call-1');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'exits 0 on %s, calls in flight cancelled after the drain',
    async (signal) => {
      client = new RawClient();
      await client.initialize();
      for (const id of [1, 2, 3, 4, 5]) client.send(waitCall(id));
      await client.logged('started call-5');
      client.child.kill(signal);
      const { value, ms } = await timed(client.exited);
      expect(value).toEqual({ code: 0, signal: null });
      expect(ms).toBeLessThan(2000);
      for (const id of [1, 2, 3, 4, 5]) expect(client.stderr).toContain(`aborted call-${id}`);
    },
  );

  it('lets a call finish that needs less than the drain', async () => {
    client = new RawClient();
    await client.initialize();
    client.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'wait', arguments: { ms: 200 } } });
    await client.logged('started wait');
    client.child.kill('SIGTERM');
    expect((await client.answer(1)).result?.structuredContent).toEqual({ waited: 200 });
    expect((await client.exited).code).toBe(0);
  });

  it('exits at once on a second signal', async () => {
    client = new RawClient();
    await client.initialize();
    client.send(waitCall(1));
    await client.logged('started call-1');
    client.child.kill('SIGTERM');
    await client.logged('stopping: SIGTERM');
    client.child.kill('SIGTERM');
    const { value, ms } = await timed(client.exited);
    expect(value.code).toBe(143);
    expect(ms).toBeLessThan(5_000);
  });

  it('exits when nobody reads stdout any more', async () => {
    client = new RawClient();
    await client.initialize();
    client.child.stdout.destroy();
    client.send({ jsonrpc: '2.0', id: 2, method: 'ping' });
    client.send({ jsonrpc: '2.0', id: 3, method: 'ping' });
    const { value, ms } = await timed(client.exited);
    expect(value.code).toBe(0);
    expect(ms).toBeLessThan(2000);
  });

  it('exits when its parent dies although the pipes stay open', async () => {
    // A shell starts the server and is killed; `sleep` keeps the pipe to its stdin open.
    const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: MODERN_META });
    const script = `(echo '${hello}'; exec sleep 15 2>/dev/null) | "${process.execPath}" "${serverEntry}" & echo "pid $!" >&2; wait`;
    client = new RawClient({}, ['sh', '-c', script]);
    await client.answer(1);
    const closed = new Promise((resolve) => client.child.stderr.on('end', resolve));
    client.kill();
    await client.logged('stopping: the parent process is gone');
    const pid = Number(/pid (\d+)/.exec(client.stderr)?.[1]);
    await closed;
    await gone(pid);
  });

  it('survives an unhandled rejection long enough to finish, then exits 1', async () => {
    const script = `process.on('SIGUSR2', () => void Promise.reject(new Error('stray rejection')));
      import(${JSON.stringify(serverEntry)});`;
    client = new RawClient({}, [process.execPath, '--input-type=module', '-e', script]);
    await client.initialize();
    client.child.kill('SIGUSR2');
    expect((await client.exited).code).toBe(1);
    expect(client.stderr).toContain('stray rejection');
  });

  it('does not outlive a client that was killed', async () => {
    const host = spawn(
      process.execPath,
      [
        '-e',
        `
      const { spawn } = require('node:child_process');
      const server = spawn(process.execPath, [${JSON.stringify(serverEntry)}], { stdio: ['pipe', 'pipe', 'inherit'] });
      console.log(server.pid); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    client = new RawClient();
    const pid = Number(
      await new Promise<string>((resolve) => host.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))),
    );
    const closed = new Promise((resolve) => host.stderr.on('end', resolve));
    host.kill('SIGKILL');
    await closed;
    await gone(pid);
  });
});

/** Its pipes close a moment before a process is gone; one that stays runs into the time limit of the test. */
async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
}

/** A zombie has ended too; only its parent has not looked yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
