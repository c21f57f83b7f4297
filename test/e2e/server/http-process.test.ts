import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { modern, send } from '../../fixtures/server/http-client.ts';
import { RawClient } from '../../fixtures/server/stdio-client.ts';

const entry = join(import.meta.dirname, '../../fixtures/server/http-server.ts');
let server: RawClient;
afterEach(() => server.kill());

async function start(port = 0): Promise<string> {
  server = new RawClient({}, [process.execPath, entry, String(port)]);
  await server.logged('listens on');
  return /listens on (\S+)/.exec(server.stderr)?.[1] ?? '';
}

describe('an HTTP server process', () => {
  it('drains on SIGTERM, cancels what is left and exits 0', async () => {
    const url = await start();
    const running = send(url, modern(1, 'tools/call', { name: 'wait', arguments: { tag: 'long' } })).catch(
      () => undefined,
    );
    await server.logged('started long');
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(server.stderr).toContain('aborted long');
    await running;
  });

  it('exits at once on a second signal', async () => {
    const url = await start();
    send(url, modern(1, 'tools/call', { name: 'wait', arguments: {} })).catch(() => undefined);
    await server.logged('started wait');
    server.child.kill('SIGINT');
    await server.logged('stopping: SIGINT');
    server.child.kill('SIGINT');
    expect((await server.exited).code).toBe(130);
  });

  it('leaves stdin alone: it goes on when that is closed', async () => {
    const url = await start();
    server.child.stdin.end();
    expect((await send(url, modern(1, 'tools/list'))).status).toBe(200);
  });

  it('fails to start on a port that is taken', async () => {
    const url = await start();
    const second = new RawClient({}, [process.execPath, entry, new URL(url).port]);
    expect((await second.exited).code).toBe(1);
    expect(second.stderr).toContain('EADDRINUSE');
  });
});
