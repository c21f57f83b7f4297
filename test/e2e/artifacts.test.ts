import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { Artifact } from '../../src/core/artifact.ts';
import { cliPath, createCli } from '../cli.ts';
import { testConfig } from '../config.ts';
import { modern, send } from '../fixtures/server/http-client.ts';
import { RawClient } from '../fixtures/server/stdio-client.ts';
import { verifies } from '../requirements.ts';

const TOKENS = { alice: 'alice-0123456789', bob: 'bob-0123456789' };
const tenantOf = (token: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['token', token]))
    .digest('hex')
    .slice(0, 32);
const callOf = (tenant: string) => ({ principal: { tenant, subject: tenant } });
const alice = callOf(tenantOf(TOKENS.alice));
const bob = callOf(tenantOf(TOKENS.bob));
const TEXT = Array.from({ length: 100 }, (_, line) => `line ${String(line).padStart(3, '0')}\n`).join('');

/** Puts artifacts into a data folder as tools of another process would. */
async function withArtifacts<T>(home: string, work: (artifacts: Awaited<ReturnType<App['artifacts']>>) => Promise<T>) {
  const app = createApp({ config: testConfig({ home }) });
  try {
    return await work(await app.artifacts());
  } finally {
    await app.close();
  }
}
type App = ReturnType<typeof createApp>;

describe('artifacts of the built server over HTTP', () => {
  let home: string;
  let server: RawClient;
  let url: URL;
  let text: Artifact;
  let page: Artifact;
  let drawing: Artifact;
  let sound: Artifact;
  let empty: Artifact;
  let link: string;
  const links: Record<string, string> = {};

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'llmkit-artifacts-'));
    await withArtifacts(home, async (artifacts) => {
      const save = (content: string, mimeType: string) => artifacts.save(Buffer.from(content), { mimeType }, alice);
      text = await save(TEXT, 'text/plain');
      page = await save('<script>alert(1)</script>', 'text/html');
      drawing = await save('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml');
      sound = await save('RIFF....WAVE', 'audio/wav');
      empty = await save('', 'audio/pcm');
      for (const { uri } of [text, page, drawing, sound, empty]) links[uri] = await artifacts.link(uri, alice);
      await artifacts.save(Buffer.from('of bob'), { mimeType: 'text/plain' }, bob);
    });
    link = links[text.uri] ?? '';
    server = new RawClient(
      { LLMKIT_HOME: home, LLMKIT_DISCOVER: '0', LLMKIT_AUTH_TOKENS: Object.values(TOKENS).join(',') },
      [process.execPath, cliPath, 'serve', '--http', '--port', '0'],
    );
    await server.logged('listens on');
    url = new URL(/listens on (\S+)/.exec(server.stderr)?.[1] ?? '');
  });
  afterAll(() => {
    server.kill();
    rmSync(home, { recursive: true, force: true });
  });

  type Got = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string };

  /** Sends the path as it is, dots and escapes included. */
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> =>
    new Promise((resolve, reject) => {
      request({ host: url.hostname, port: url.port, path, method, headers, agent: false }, (incoming) => {
        let body = '';
        incoming.setEncoding('latin1').on('data', (chunk: string) => {
          body += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: body }));
      })
        .on('error', reject)
        .end();
    });

  it('are given whole to whoever has the link, without a token', async () => {
    const answer = await get(link);
    expect([answer.status, answer.text]).toEqual([200, TEXT]);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '900',
      'accept-ranges': 'bytes',
      etag: `"${text.uri.slice(11, 75)}"`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-disposition': `inline; filename="${text.uri.slice(11, 27)}.txt"`,
      'cache-control': expect.stringMatching(/^private, immutable, max-age=8\d{4}$/),
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*; sandbox$/),
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('are described by HEAD, whatever range it names', async () => {
    const answer = await get(link, { range: 'bytes=0-9' }, 'HEAD');
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '900']);
  });

  it.each([
    ['bytes=0-8', 'bytes 0-8/900', TEXT.slice(0, 9)],
    ['bytes=891-', 'bytes 891-899/900', TEXT.slice(891)],
    ['bytes=-9', 'bytes 891-899/900', TEXT.slice(-9)],
    ['bytes=-5000', 'bytes 0-899/900', TEXT],
    ['bytes=890-5000', 'bytes 890-899/900', TEXT.slice(890)],
  ])('are given in part for %s', async (range, contentRange, expected) => {
    const answer = await get(link, { range });
    expect([answer.status, answer.text]).toEqual([206, expected]);
    expect(answer.headers).toMatchObject({ 'content-range': contentRange, 'content-length': String(expected.length) });
  });

  it.each(['bytes=900-', 'bytes=5000-6000', 'bytes=-0'])('answer %s with 416 and their size', async (range) => {
    const answer = await get(link, { range });
    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */900']);
  });

  it.each(['bytes=0-1,4-5', 'bytes=9-1', 'lines=1-2', 'bytes=x'])('are given whole for %s', async (range) => {
    expect((await get(link, { range })).status).toBe(200);
  });

  it('are given in part only while the parts that the client has are of the same', async () => {
    const etag = `"${text.uri.slice(11, 75)}"`;
    expect((await get(link, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    for (const old of ['"other"', `W/${etag}`, 'Sun, 22 Nov 2026 12:00:00 GMT']) {
      expect((await get(link, { range: 'bytes=0-1', 'if-range': old })).status).toBe(200);
    }
    expect((await get(link, { 'if-none-match': etag })).status).toBe(304);
  });

  it('may be empty', async () => {
    const answer = await get(links[empty.uri] ?? '');
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0']);
    expect((await get(links[empty.uri] ?? '', { range: 'bytes=0-' })).status).toBe(416);
  });

  it('are shown when they are media, and only saved when they could act', async () => {
    const disposition = async ({ uri }: Artifact) => {
      const { headers } = await get(links[uri] ?? '');
      expect(headers['content-security-policy']).toContain('sandbox');
      return String(headers['content-disposition']).split(';')[0];
    };
    expect(await disposition(sound)).toBe('inline');
    expect(await disposition(page)).toBe('attachment');
    expect(await disposition(drawing)).toBe('attachment');
  });

  it.each([
    ['no signature', (name: string) => `/artifacts/${name}`],
    ['another signature', (name: string) => `/artifacts/${name}?expires=9999999999999&signature=${'A'.repeat(43)}`],
    ['another end', () => link.replace(/expires=\d+/, 'expires=9999999999999')],
    ['an end that is over', () => link.replace(/expires=\d+/, 'expires=1')],
    ['something behind it', () => `${link}&download=1`],
    ['a way out', () => `/artifacts/../state.sqlite${link.slice(link.indexOf('?'))}`],
    ['an encoded way out', () => `/artifacts/..%2fstate.sqlite${link.slice(link.indexOf('?'))}`],
    ['a backslash', () => `/artifacts/..\\state.sqlite${link.slice(link.indexOf('?'))}`],
    ['the key', () => `/artifacts/..%2fartifacts.key${link.slice(link.indexOf('?'))}`],
    ['a NUL', () => link.replace('.txt', '.txt%00')],
    ['a whole address', () => `http://127.0.0.1${link}`],
    ['no name', () => '/artifacts/'],
  ])('do not exist for a link with %s', async (_what, alter) => {
    const answer = await get(alter(text.uri.slice('artifact://'.length)));
    // The same for all: nobody learns what there is. A request of another form is not even a link.
    expect(answer.status).toBe(answer.headers['www-authenticate'] === undefined ? 404 : 401);
    expect(answer.text).not.toContain('SQLite');
  });

  it('do not exist for one who has the name but whose tenant did not make it', async () => {
    const name = text.uri.slice('artifact://'.length);
    const [foreign = ''] = await withArtifacts(home, async (artifacts) => {
      const own = await artifacts.save(Buffer.from('of bob'), { mimeType: 'text/plain' }, bob);
      return [await artifacts.link(own.uri, bob)];
    });
    expect((await get(foreign)).text).toBe('of bob');
    expect((await get(foreign.replace(/[0-9a-f]{64}\.txt/, name))).status).toBe(404);
  });

  it('take nothing but GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answer = await get(link, {}, method);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('keep the checks of Host and Origin', async () => {
    expect((await get(link, { host: 'evil.test' })).status).toBe(403);
    expect((await get(link, { origin: 'https://evil.test' })).status).toBe(403);
    expect((await get(link, { origin: 'null' })).status).toBe(403);
    const allowed = await get(link, { origin: 'http://localhost:8080' });
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:8080',
      'access-control-expose-headers': expect.stringContaining('content-range'),
    });
  });

  it(`are resources for their owner alone. ${verifies('artifacts.owner-only')}`, async () => {
    const read = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await send(url.href, modern(1, 'resources/read', { uri: text.uri }, headers))).message;
    };
    expect((await read(TOKENS.alice))?.result).toMatchObject({
      contents: [{ uri: text.uri, mimeType: 'text/plain', text: TEXT }],
    });
    expect((await read(TOKENS.bob))?.error).toMatchObject({ code: -32602 });
  });

  it('are arguments of tools for their owner alone, by URI and by path', async () => {
    const parse = async (token: string, source: string) => {
      const params = { name: 'parse_document', arguments: { source } };
      const headers = { authorization: `Bearer ${token}` };
      const { message } = await send(url.href, modern(1, 'tools/call', params, headers));
      return message?.result?.structuredContent;
    };
    for (const source of [text.uri, text.path ?? '']) {
      expect(await parse(TOKENS.alice, source)).toMatchObject({ markdown: expect.stringContaining('line 099') });
      expect(await parse(TOKENS.bob, source)).toMatchObject({ error: { code: 'not_found' } });
    }
    const around = [
      'artifacts.key',
      `artifacts/./../artifacts/${text.uri.slice(11)}`,
      `artifacts//${text.uri.slice(11)}`,
    ];
    for (const name of around) {
      expect(await parse(TOKENS.alice, `${home}/${name}`), name).toMatchObject({ error: { code: 'forbidden' } });
    }
  });
});

describe('artifacts of the built server on this machine', () => {
  const cli = createCli();
  const local = callOf('local');
  let text: Artifact;
  beforeAll(async () => {
    text = await withArtifacts(cli.home, async (artifacts) => {
      await artifacts.save(Buffer.from('theirs'), { mimeType: 'text/plain' }, bob);
      await artifacts.save(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), {}, local);
      return artifacts.save(Buffer.from(TEXT), { mimeType: 'text/plain' }, local);
    });
  });
  afterAll(() => cli.remove());

  const call = async (tool: string, input: object) => {
    const { stdout } = await cli.run(['call', tool, JSON.stringify(input), '--json']);
    return JSON.parse(stdout);
  };

  it('are a resource template whose hash is completed to what the user has', async () => {
    const client = new RawClient({ LLMKIT_HOME: cli.home }, [process.execPath, cliPath]);
    await client.initialize();
    const { result } = await client.request(1, 'resources/templates/list');
    expect(result?.resourceTemplates).toContainEqual(expect.objectContaining({ uriTemplate: 'artifact://{hash}' }));
    const name = text.uri.slice('artifact://'.length);
    const complete = (id: number, value: string) =>
      client.request(id, 'completion/complete', {
        ref: { type: 'ref/resource', uri: 'artifact://{hash}' },
        argument: { name: 'hash', value },
      });
    expect((await complete(2, '')).result).toMatchObject({ completion: { total: 2 } });
    expect((await complete(3, name.slice(0, 5))).result).toMatchObject({ completion: { values: [name] } });
    expect((await client.request(4, 'resources/read', { uri: text.uri })).result).toMatchObject({
      contents: [{ text: TEXT }],
    });
    client.child.stdin.end();
    await client.exited;
  });

  it('are read by URI and by the path that a result named', async () => {
    for (const source of [text.uri, text.path]) {
      expect((await call('parse_document', { source })).markdown).toContain('line 099');
    }
    const { documents } = await call('rag_index', { collection: 'own', sources: [text.path] });
    expect(documents).toBe(1);
  });

  it('are no files to look through: not by folder, by pattern, by link or by another’s path', async () => {
    const folder = join(cli.home, 'artifacts');
    const theirs = readdirSync(folder).find((name) => !text.path?.endsWith(name) && name.endsWith('.txt')) ?? '';
    expect((await call('parse_document', { source: join(folder, theirs) })).error.code).toBe('not_found');
    expect((await call('parse_document', { source: `artifact://${theirs}` })).error.code).toBe('not_found');
    mkdirSync(join(cli.home, 'left'));
    symlinkSync(join(folder, theirs), join(cli.home, 'left', 'link.txt'));
    symlinkSync(folder, join(cli.home, 'left', 'all'));
    writeFileSync(join(cli.home, 'left', 'note.txt'), 'A note that was left.');
    for (const source of [join(cli.home, 'left', 'link.txt'), join(cli.home, 'left', 'all', theirs)]) {
      expect((await call('parse_document', { source })).error.code, source).toBe('forbidden');
    }
    const sources = [folder, join(folder, '*.txt'), join(cli.home, 'left')];
    const { documents, failed } = await call('rag_index', { collection: 'all', sources });
    expect(documents).toBe(1);
    expect(failed).toHaveLength(2);
  });
});
