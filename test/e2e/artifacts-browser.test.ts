import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { LOCAL_PRINCIPAL } from '../../src/core/tool.ts';
import { type HttpServer, serveHttp } from '../../src/server/http.ts';
import { testConfig } from '../config.ts';
import { fixtureParts } from '../fixtures/server/parts.ts';
import { CHROMIUM } from '../support/chromium.ts';
import { tone } from '../support/media.ts';

const SCRIPT = '<script>document.title = "acted"</script>';

describe.runIf(CHROMIUM !== undefined)('a link in a browser', () => {
  let home: string;
  let app: ReturnType<typeof createApp>;
  let server: HttpServer;
  let host: Server;
  let browser: Browser;
  let page: Page;
  const links: Record<string, string> = {};

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'llmkit-browser-'));
    app = createApp({ config: testConfig({ home }) });
    server = await serveHttp({ app, port: 0, parts: fixtureParts(app, []) });
    const artifacts = await app.artifacts();
    const media = {
      sound: [tone(0.5), 'audio/wav'],
      page: [Buffer.from(`<html>${SCRIPT}</html>`), 'text/html'],
      drawing: [
        Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${SCRIPT}</svg>`),
        'image/svg+xml',
      ],
      disguised: [Buffer.from(`<html>${SCRIPT}</html>`), 'text/plain'],
    } as const;
    const call = { principal: LOCAL_PRINCIPAL };
    for (const [name, [bytes, mimeType]] of Object.entries(media)) {
      const { uri } = await artifacts.save(bytes, { mimeType }, call);
      links[name] = new URL(server.url).origin + (await artifacts.link(uri, call));
    }
    // A page of another site that was given the links.
    host = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<img src="${links.drawing}"><audio preload="auto" src="${links.sound}"></audio>`);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser.close();
    host.close();
    await server.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  // In words of the page, which is not type-checked here: these tests know no DOM.
  const lengthOfSound = async (): Promise<unknown> => {
    const found = await page.waitForFunction('document.querySelector("audio, video")?.duration || undefined');
    return found.jsonValue();
  };

  it('plays a sound', async () => {
    await page.goto(links.sound ?? '');
    expect(await lengthOfSound()).toBe(0.5);
  });

  it.each(['page', 'drawing'])('saves a %s that could act', async (name) => {
    const download = page.waitForEvent('download');
    await page.goto(links[name] ?? '').catch(() => undefined);
    expect((await download).suggestedFilename()).toMatch(/^[0-9a-f]{16}\.(?:html|svg)$/);
  });

  it('shows text as text, whatever it looks like', async () => {
    await page.goto(links.disguised ?? '');
    expect(await page.title()).not.toBe('acted');
    expect(await page.textContent('body')).toContain('acted');
  });

  it('is shown by a page that has it', async () => {
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    expect(await lengthOfSound()).toBe(0.5);
    expect(await page.evaluate('document.querySelector("img").naturalWidth')).toBe(9);
  });
});
