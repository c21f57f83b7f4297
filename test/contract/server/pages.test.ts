import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../../resources/pages.generated.ts';
import { createApp } from '../../../src/app.ts';
import { PAGE_NAMES, pageUri } from '../../../src/core/page.ts';
import { type HttpServer, serveHttp } from '../../../src/server/http.ts';
import { shippedParts } from '../../../src/server/parts.ts';
import manifest from '../../../tools/manifest.generated.json' with { type: 'json' };
import { testConfig } from '../../config.ts';
import { modern, openSession, send } from '../../fixtures/server/http-client.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';
import { echo } from '../../fixtures/server/tools.ts';

const shownEcho = { ...echo, name: 'shown_echo', page: 'audio' } as const;
const PAGE_META = { ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true } };

let home: string;
let app: ReturnType<typeof createApp>;
let server: HttpServer;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-pages-'));
  app = createApp({ config: testConfig({ home }) });
  const { resources } = await shippedParts(app);
  server = await serveHttp({ app, port: 0, parts: { ...fixtureParts(app, [echo, shownEcho]), resources } });
});
afterAll(async () => {
  await server.close();
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

type Asked = (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown> | undefined>;
const overModern: Asked = async (method, params = {}) =>
  (await send(server.url, modern(1, method, params))).message?.result;
const overSession: Asked = async (method, params = {}) => {
  const headers = await openSession(server.url);
  return (await send(server.url, { body: { jsonrpc: '2.0', id: 2, method, params }, headers })).message?.result;
};

describe.each([
  ['2026-07-28', overModern],
  ['a session', overSession],
])('pages over %s', (_era, ask) => {
  it('are named by the tools whose results they show, and by no other', async () => {
    const uri = pageUri('audio');
    expect(await ask('tools/list')).toMatchObject({
      tools: [
        expect.not.objectContaining({ _meta: expect.anything() }),
        { name: 'shown_echo', _meta: { ui: { resourceUri: uri }, 'ui/resourceUri': uri } },
      ],
    });
  });

  it('leave the result of a tool as it is', async () => {
    const call = (name: string) => ask('tools/call', { name, arguments: { message: 'hi' } });
    const [plain, shown] = [await call('echo'), await call('shown_echo')];
    expect(shown).toEqual(plain);
  });

  it('are listed with what they need: nothing', async () => {
    const listed = await ask('resources/list');
    const pages = PAGE_NAMES.map((name) => ({
      uri: pageUri(name),
      mimeType: 'text/html;profile=mcp-app',
      _meta: PAGE_META,
    }));
    expect(listed?.resources).toEqual(expect.arrayContaining(pages.map((page) => expect.objectContaining(page))));
  });

  it.each(PAGE_NAMES)('can be read: %s', async (name) => {
    const answer = await ask('resources/read', { uri: pageUri(name) });
    expect(answer?.contents).toEqual([
      { uri: pageUri(name), mimeType: 'text/html;profile=mcp-app', text: expect.any(String), _meta: PAGE_META },
    ]);
  });
});

it.each(PAGE_NAMES)('the page %s names nothing to load and has a policy of its own', (name) => {
  const html = pages[name];
  expect(html.slice(0, 300)).toMatch(
    /^<!doctype html>\n.*Security-Policy" content="default-src 'none'; script-src 'sha256-/s,
  );
  // The name of a namespace looks like an address, but nobody goes there.
  const said = html.replaceAll('http://www.w3.org/2000/svg', '');
  expect(/https?:\/\/\w|url\(|@import|<link|<img|<iframe/i.exec(said)?.[0]).toBeUndefined();
});

it('every page that a shipped tool names is there', () => {
  const named = manifest.flatMap(({ tool }) =>
    '_meta' in tool ? [(tool._meta as { ui: { resourceUri: string } }).ui.resourceUri] : [],
  );
  expect(PAGE_NAMES.map(pageUri)).toEqual(expect.arrayContaining(named));
});
