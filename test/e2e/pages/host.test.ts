import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_NAMES } from '../../../src/core/page.ts';
import { CHROMIUM } from '../../support/chromium.ts';
import { type HostedPage, openPage } from '../../support/page-host.ts';

const WHITE = 'rgb(255, 255, 255)';
const NIGHT = 'rgb(28, 28, 30)';

describe.runIf(CHROMIUM !== undefined).each(PAGE_NAMES)('the page %s in its host', (name) => {
  let browser: Browser;
  let page: HostedPage;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(page.faults).toEqual([]);
    await page.close();
  });
  const paper = () => page.frame.evaluate('getComputedStyle(document.documentElement).backgroundColor');

  it('greets as the specification says and waits for the result', async () => {
    page = await openPage(browser, name);
    const [greeting] = await page.heard('ui/initialize');
    expect(greeting).toMatchObject({ protocolVersion: '2026-01-26', appInfo: { name: 'llmkit-mcp' } });
    await page.frame.getByText('Working …').waitFor();
  });

  it('takes the theme of the host, and its change', async () => {
    page = await openPage(browser, name, { context: { theme: 'dark' }, browser: { colorScheme: 'light' } });
    await expect.poll(paper).toBe(NIGHT);
    await page.send('ui/notifications/host-context-changed', { theme: 'light' });
    await expect.poll(paper).toBe(WHITE);
  });

  it('takes the theme of the system where the host names none', async () => {
    page = await openPage(browser, name, { browser: { colorScheme: 'dark' } });
    expect(await paper()).toBe(NIGHT);
  });

  it('takes over the colours of the host', async () => {
    const variables = { '--color-background-primary': 'rgb(1, 2, 3)', color: 'red' };
    page = await openPage(browser, name, { context: { styles: { variables } } });
    await expect.poll(paper).toBe('rgb(1, 2, 3)');
  });

  it('says how high it is, again when that changes', async () => {
    page = await openPage(browser, name);
    await expect.poll(() => page.heard('ui/notifications/size-changed')).toHaveLength(1);
    await page.send('ui/notifications/tool-result', { content: [{ type: 'text', text: 'line\n'.repeat(40) }] });
    await expect.poll(() => page.heard('ui/notifications/size-changed')).toHaveLength(2);
    const [first, last] = await page.heard('ui/notifications/size-changed');
    expect(Number(last?.height)).toBeGreaterThan(Number(first?.height) + 300);
  });

  it('answers a ping', async () => {
    page = await openPage(browser, name);
    expect(await page.host.evaluate('window.ask("ping")')).toMatchObject({ result: {} });
  });

  it('refuses a request that it does not know', async () => {
    page = await openPage(browser, name);
    expect(await page.host.evaluate('window.ask("constructor")')).toMatchObject({ error: { code: -32_601 } });
  });

  it('listens to nobody but its host', async () => {
    page = await openPage(browser, name);
    const forged = { jsonrpc: '2.0', method: 'ui/notifications/tool-cancelled', params: {} };
    await page.frame.evaluate(`window.postMessage(${JSON.stringify(forged)}, '*')`);
    await page.result({ error: { message: 'from the host' } }, { isError: true });
    await page.frame.getByText('from the host').waitFor();
    expect(await page.frame.getByText('Cancelled').count()).toBe(0);
  });

  it('says that a call was cancelled', async () => {
    page = await openPage(browser, name);
    await page.send('ui/notifications/tool-cancelled', { reason: 'user' });
    await page.frame.getByText('Cancelled.').waitFor();
  });

  it('fits a narrow column, however long the words', async () => {
    page = await openPage(browser, name, { browser: { viewport: { width: 240, height: 600 } } });
    await page.send('ui/notifications/tool-input', { arguments: { prompt: 'x'.repeat(900), text: 'x'.repeat(900) } });
    const artifact = { uri: `artifact://${'e'.repeat(64)}.png`, mime_type: 'image/png', bytes: 8_000_000 };
    const segments = [{ text: 'y'.repeat(500), speaker: 'z'.repeat(80), start_s: 3600, end_s: 3601 }];
    await page.result({ artifacts: [artifact], segments, model: 'm'.repeat(200), notes: ['n'.repeat(300)] });
    await page.frame.locator('footer').waitFor();
    const [content, window] = await page.frame.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(content).toBeLessThanOrEqual(window);
  });

  it('lets nothing leave and no text become markup, even where the host allows all', async () => {
    page = await openPage(browser, name, { isLenient: true });
    const tries = [
      "fetch('https://evil.test/').then(() => 'left', () => 'held')",
      `new Promise((end) => {
        const image = new Image();
        image.onload = () => end('left');
        image.onerror = () => end('held');
        image.src = 'https://evil.test/x.png';
      })`,
      "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'left'; } catch { return 'held'; } })()",
    ];
    for (const attempt of tries) expect(await page.frame.evaluate(attempt)).toBe('held');
    const faults = page.faults.splice(0);
    expect(faults.filter((fault) => fault.startsWith('request:'))).toEqual([]);
    // The browser says so each time, which is how the other tests would hear of it.
    expect(faults.filter((fault) => fault.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(2);
  });
});
