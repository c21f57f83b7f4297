import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath } from '../cli.ts';
import { modern, send } from '../fixtures/server/http-client.ts';
import { MODERN_META, RawClient } from '../fixtures/server/stdio-client.ts';
import { verifies } from '../requirements.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

type Result = {
  readonly content: readonly { readonly type: string; readonly mimeType?: string; readonly data?: string }[];
  readonly structuredContent: Readonly<Record<string, unknown>> & {
    readonly artifact: { readonly uri: string; readonly path?: string; readonly url?: string };
  };
};

let home: string;
let server: RawClient;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-speech-'));
});
afterEach(() => {
  server.kill();
  rmSync(home, { recursive: true, force: true });
});

const start = (args: readonly string[], more: Record<string, string> = {}) => {
  const env = { LLMKIT_HOME: home, LLMKIT_DISCOVER: '0', ...more };
  server = new RawClient(env, [process.execPath, cliPath, ...args]);
};
const speak = { name: 'speak', arguments: { text: 'Good morning. The train leaves at ten.', format: 'mp3' } };

describe(verifies('speech.keyless'), () => {
  it.each([
    ['2025-11-25', {}],
    ['2026-07-28', MODERN_META],
  ])('to a client of %s over stdio', async (revision, meta) => {
    start(['serve']);
    if (revision < '2026') await server.initialize();
    const { result } = await server.request(1, 'tools/call', { ...speak, ...meta });
    // Checked by what is expected of it.
    const { content, structuredContent } = result as Result;
    expect(structuredContent).toMatchObject({
      provider: 'embedded',
      local: true,
      artifact: { mime_type: 'audio/mpeg', path: expect.stringContaining(home) },
    });
    const sound = content.find(({ type }) => type === 'audio');
    expect(sound?.mimeType).toBe('audio/mpeg');
    expect(Buffer.from(sound?.data ?? '', 'base64').length).toBeGreaterThan(5000);
  });

  it('to a client of 2026-07-28 over HTTP, with a link', async () => {
    start(['serve', '--http', '--port', '0']);
    await server.logged('listens on');
    const url = /listens on (http[^\s"]+)/.exec(server.stderr)?.[1] ?? '';
    const { message } = await send(url, modern(1, 'tools/call', speak));
    const { structuredContent } = (message?.result ?? {}) as Result; // as above
    expect(structuredContent.artifact.path).toBeUndefined();
    const answer = await fetch(structuredContent.artifact.url ?? '');
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(5000);
  });
});

describe('a cancel over stdio', () => {
  let upstream: Upstream;
  afterEach(() => upstream.close());

  it('stops speech at the provider at once and leaves no file', async () => {
    const asked = Promise.withResolvers<void>();
    upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).write(Buffer.alloc(4000, 0xff));
      asked.resolve();
    });
    start(['serve'], { LOCALAI_BASE_URL: upstream.url });
    await server.initialize();
    const call = { name: 'speak', arguments: { text: 'Go on for ever.', model: 'localai/kokoro' } };
    server.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call });
    await asked.promise;
    const started = performance.now();
    server.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    await upstream.clientGone;
    expect(performance.now() - started).toBeLessThan(5_000);
    await server.request(2, 'ping');
    await expect
      .poll(() =>
        readdirSync(join(home, 'artifacts'), { recursive: true, withFileTypes: true }).filter((entry) =>
          entry.isFile(),
        ),
      )
      .toEqual([]);
  });
});
