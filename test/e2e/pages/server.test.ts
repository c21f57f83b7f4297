import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { type HttpServer, serveHttp } from '../../../src/server/http.ts';
import { shippedParts } from '../../../src/server/parts.ts';
import { testConfig } from '../../config.ts';
import { keep } from '../../fixtures/server/artifact-tools.ts';
import { modern, send } from '../../fixtures/server/http-client.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';
import { CHROMIUM } from '../../support/chromium.ts';
import { tone } from '../../support/media.ts';
import { openPage } from '../../support/page-host.ts';

describe.runIf(CHROMIUM !== undefined)('a page over a server', () => {
  let home: string;
  let app: ReturnType<typeof createApp>;
  let server: HttpServer;
  let browser: Browser;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'llmkit-page-server-'));
    app = createApp({ config: testConfig({ home }) });
    const { resources } = await shippedParts(app);
    server = await serveHttp({ app, port: 0, parts: { ...fixtureParts(app, [keep]), resources } });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  const ask = async (method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const { message } = await send(server.url, modern(1, method, params));
    if (message?.result === undefined) throw new Error(message?.error?.message ?? 'no answer');
    return message.result;
  };

  // The first comes inside its result; of the second the result has only a link.
  it.each([1, 60])('plays %i s of sound that a tool made there', async (seconds) => {
    const base64 = tone(seconds).toString('base64');
    const result = await ask('tools/call', { name: 'keep', arguments: { base64 } });
    const { frame, faults, heard, send: tell, close } = await openPage(browser, 'audio', { answer: ask });
    await tell('ui/notifications/tool-result', result);
    await expect.poll(() => frame.evaluate('document.querySelector("audio").duration')).toBe(seconds);
    expect(await heard('resources/read')).toHaveLength(seconds === 1 ? 0 : 1);
    expect(faults).toEqual([]);
    await close();
  });
});
