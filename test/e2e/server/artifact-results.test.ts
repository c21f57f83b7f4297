import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { type HttpServer, serveHttp } from '../../../src/server/http.ts';
import { testConfig } from '../../config.ts';
import { artifactTools } from '../../fixtures/server/artifact-tools.ts';
import { modern, openSession, send } from '../../fixtures/server/http-client.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';
import { connectV1, LogWatch } from '../../fixtures/server/peers.ts';
import { MODERN_META, RawClient } from '../../fixtures/server/stdio-client.ts';

type Block = { readonly type: string; readonly text?: string; readonly data?: string; readonly [key: string]: unknown };
type Fields = Readonly<Record<string, unknown>>;
type Result = {
  readonly content: readonly Block[];
  readonly structuredContent: { readonly artifact: Fields; readonly artifacts: readonly Fields[] };
};

const SOUND = Buffer.from('RIFF\0\0\0\0WAVEfmt sound', 'latin1');
const NAME = `${createHash('sha256').update(SOUND).digest('hex')}.wav`;
const keepSound = { name: 'keep', arguments: { base64: SOUND.toString('base64') } };

let home: string;
let server: HttpServer;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-artifact-results-'));
  app = createApp({ config: testConfig({ home }) });
  server = await serveHttp({ app, port: 0, sse: true, parts: fixtureParts(app, artifactTools) });
});
afterAll(async () => {
  await server.close();
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

// What a client sent and what it saw is checked by what the tests expect of it.
const overModernHttp = async (params: Fields): Promise<Result> =>
  (await send(server.url, modern(1, 'tools/call', params))).message?.result as Result;
async function overSession(params: Fields): Promise<Result> {
  const body = { jsonrpc: '2.0', id: 2, method: 'tools/call', params };
  const headers = await openSession(server.url);
  return (await send(server.url, { body, headers })).message?.result as Result;
}
async function overStdio(params: Fields, revision: string): Promise<Result> {
  const entry = join(import.meta.dirname, '..', '..', 'fixtures', 'server', 'artifact-server.ts');
  const client = new RawClient({ LLMKIT_HOME: home }, [process.execPath, '--no-warnings', entry]);
  const isModern = revision >= '2026';
  if (!isModern) {
    const clientInfo = { name: 'raw', version: '1.0.0' };
    await client.request('init', 'initialize', { protocolVersion: revision, capabilities: {}, clientInfo });
    client.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }
  const answer = await client.request(2, 'tools/call', isModern ? { ...params, ...MODERN_META } : params);
  client.child.stdin.end();
  await client.exited;
  return answer.result as Result;
}

describe.each([
  ['a 2025 client over HTTP', overSession],
  ['a 2026 client over HTTP', overModernHttp],
])('an artifact for %s', (_who, call) => {
  it('comes with a link that opens it and without a path', async () => {
    const { content, structuredContent } = await call(keepSound);
    const { artifact } = structuredContent;
    expect(artifact).toEqual({
      uri: `artifact://${NAME}`,
      mime_type: 'audio/wav',
      bytes: SOUND.length,
      url: expect.stringContaining(`http://127.0.0.1:${server.port}/artifacts/${NAME}?expires=`),
    });
    expect(content.map(({ type }) => type)).toEqual(['text', 'text', 'audio']);
    expect(content[1]?.text).toBe(`audio/wav, ${SOUND.length} B: ${artifact.url}`);
    expect(content[2]).toMatchObject({ data: SOUND.toString('base64'), mimeType: 'audio/wav' });
    expect(JSON.stringify(content)).not.toContain(home);
    const opened = await send(String(artifact.url), { method: 'GET' });
    expect([opened.status, opened.text]).toEqual([200, SOUND.toString('utf8')]);
  });
});

describe.each(['2025-11-25', '2026-07-28'])('an artifact for a client of %s over stdio', (revision) => {
  it('comes with its path and without a link', async () => {
    const { content, structuredContent } = await overStdio(keepSound, revision);
    const path = join(home, 'artifacts', NAME);
    expect(structuredContent.artifact).toEqual({
      uri: `artifact://${NAME}`,
      mime_type: 'audio/wav',
      bytes: SOUND.length,
      path,
    });
    expect(readFileSync(path)).toEqual(SOUND);
    expect(content[1]?.text).toBe(`audio/wav, ${SOUND.length} B: ${path}`);
    expect(content[2]).toMatchObject({ type: 'audio', mimeType: 'audio/wav' });
  });
});

describe('older clients', () => {
  it.each([
    ['2024-11-05', ['text', 'text'], ['text', 'text', 'image']],
    ['2025-03-26', ['text', 'text', 'audio'], ['text', 'text', 'image']],
    ['2025-06-18', ['text', 'text', 'audio'], ['text', 'text', 'image', 'resource_link']],
  ])('of %s get what their revision knows', async (revision, ofSound, ofImages) => {
    const sound = await overStdio(keepSound, revision);
    expect(sound.content.map(({ type }) => type)).toEqual(ofSound);
    const images = await overStdio({ name: 'keep_all', arguments: { sizes: [100, 600_000] } }, revision);
    expect(images.content.map(({ type }) => type)).toEqual(ofImages);
    expect(images.content[1]?.text?.split('\n')).toHaveLength(2);
  });

  it('on the HTTP+SSE pair get a link too', async () => {
    const url = new URL(server.url);
    url.pathname = '/sse';
    const peer = await connectV1(url, new LogWatch());
    expect(await peer.call('keep', keepSound.arguments)).toMatchObject({
      structuredContent: { artifact: { url: expect.stringContaining(`http://127.0.0.1:${server.port}/artifacts/`) } },
    });
    await peer.close();
  });
});

describe('behind a proxy', () => {
  it('links begin with the address that the operator named', async () => {
    const http = { authTokens: [], allowedHosts: [], allowedOrigins: [], publicUrl: 'https://mcp.example/llmkit/' };
    const behind = createApp({ config: testConfig({ home, http }) });
    const proxied = await serveHttp({ app: behind, port: 0, parts: fixtureParts(behind, artifactTools) });
    const { message } = await send(proxied.url, modern(1, 'tools/call', keepSound));
    expect(message?.result?.structuredContent).toMatchObject({
      artifact: { url: expect.stringMatching(/^https:\/\/mcp\.example\/llmkit\/artifacts\/[0-9a-f]{64}\.wav\?/) },
    });
    await proxied.close();
    await behind.close();
  });
});

describe('media in a result', () => {
  const images = (sizes: readonly number[], more: Fields = {}) =>
    overModernHttp({ name: 'keep_all', arguments: { sizes, ...more } });

  it('is inline while all of it together, as base64, stays within LLMKIT_INLINE_BYTES, else a link', async () => {
    const { content, structuredContent } = await images([300_000, 300_001, 200_000]);
    expect(content.map(({ type }) => type)).toEqual(['text', 'text', 'image', 'resource_link', 'image']);
    expect(content[3]).toEqual({
      type: 'resource_link',
      uri: structuredContent.artifacts[1]?.uri,
      name: String(structuredContent.artifacts[1]?.uri).slice('artifact://'.length),
      mimeType: 'image/png',
      size: 300_001,
    });
  });

  it.each([
    [525_000, 'image'],
    [525_001, 'resource_link'],
  ])('of %i bytes goes as %s', async (size, type) => {
    expect((await images([size])).content.at(-1)?.type).toBe(type);
  });

  it.each([
    ['text/html', '<script>alert(1)</script>'],
    ['image/svg+xml', '<svg onload="alert(1)"/>'],
    ['application/pdf', '%PDF-1.7'],
    ['video/mp4', 'film'],
  ])('of type %s always goes as a link', async (mime_type, text) => {
    const input = { base64: Buffer.from(text).toString('base64'), mime_type };
    const { content } = await overModernHttp({ name: 'keep', arguments: input });
    expect(content.at(-1)).toMatchObject({ type: 'resource_link', mimeType: mime_type });
  });

  it('that cannot be shown comes with its small picture, in the fields and behind the link', async () => {
    const artifacts = await app.artifacts();
    const me = { principal: { tenant: 'local', subject: 'local' } };
    const film = Buffer.from('a film with a poster');
    const { uri } = await artifacts.save(film, { mimeType: 'video/mp4' }, me);
    const still = Buffer.from('\xff\xd8\xff a still', 'latin1');
    const small = await artifacts.save(still, { mimeType: 'image/jpeg', thumbnailOf: uri }, me);
    const input = { base64: film.toString('base64'), mime_type: 'video/mp4' };
    const { content, structuredContent } = await overModernHttp({ name: 'keep', arguments: input });
    expect(structuredContent.artifact.thumbnail).toEqual({
      uri: small.uri,
      mime_type: 'image/jpeg',
      bytes: still.length,
      url: expect.stringContaining(`http://127.0.0.1:${server.port}/artifacts/`),
    });
    expect(content.slice(2)).toMatchObject([
      { type: 'resource_link', uri },
      { type: 'image', mimeType: 'image/jpeg', data: still.toString('base64') },
    ]);
  });

  it('is not that of another tenant, though a tool names it', async () => {
    const artifacts = await app.artifacts();
    const { uri } = await artifacts.save(Buffer.from('theirs'), {}, { principal: { tenant: 'bob', subject: 'bob' } });
    const { content, structuredContent } = await images([100], { foreign: uri });
    expect(structuredContent.artifacts[1]).toEqual({ uri, mime_type: 'image/png', bytes: 1 });
    expect(content.map(({ type }) => type)).toEqual(['text', 'text', 'image']);
  });
});
