import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifies } from '../../requirements.ts';
import { CHROMIUM } from '../../support/chromium.ts';
import { png } from '../../support/media.ts';
import { type Answer, type HostedPage, type HostOptions, openPage } from '../../support/page-host.ts';

const PICTURE = png(40, 30, [220, 90, 70]);
const uri = (index: number): string => `artifact://${String(index).padStart(64, '0')}.png`;
const artifact = (index: number) => ({ uri: uri(index), mime_type: 'image/png', bytes: 999, width: 40, height: 30 });
const several = (count: number) => ({ artifacts: Array.from({ length: count }, (_, index) => artifact(index)) });

const readPicture: Answer = (_method, params) => ({
  contents: [{ uri: params.uri, mimeType: 'image/png', blob: PICTURE.toString('base64') }],
});

describe.runIf(CHROMIUM !== undefined)(`the image grid. ${verifies('pages.closed')}`, () => {
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

  const open = async (options: HostOptions = {}): Promise<HostedPage> => {
    page = await openPage(browser, 'images', { answer: readPicture, ...options });
    return page;
  };
  const width = (selector: string) => page.frame.evaluate(`document.querySelector('${selector}').naturalWidth`);

  it('shows an image that is in the result without asking for it', async () => {
    const { frame, result, send, heard } = await open();
    await send('ui/notifications/tool-input', { arguments: { prompt: 'A red square' } });
    const block = { type: 'image', mimeType: 'image/png', data: PICTURE.toString('base64') };
    await result(
      { artifacts: [artifact(0)], model: 'acme/brush', latency_ms: 8123, cost_usd: 0.0412 },
      { content: [block] },
    );
    await frame.getByRole('img', { name: 'Image: A red square' }).waitFor();
    await expect.poll(() => width('.thumb img')).toBe(40);
    expect(await frame.locator('figcaption').textContent()).toBe('40 × 30 · 999 B');
    expect(await frame.locator('footer').textContent()).toBe('acme/brush · 8.1 s · $0.041');
    expect(await heard('resources/read')).toEqual([]);
  });

  it('reads what the result only names through the host', async () => {
    const { frame, result, heard } = await open();
    await result(several(3));
    await frame.getByRole('button', { name: 'Image 3 of 3' }).waitFor();
    expect((await heard('resources/read')).map((params) => params.uri)).toEqual([uri(0), uri(1), uri(2)]);
  });

  it('shows the small picture of a large image, and the image itself when it is enlarged', async () => {
    const { frame, result, heard } = await open();
    const small = png(20, 15, [220, 90, 70]);
    const thumbnail = { uri: `artifact://${'e'.repeat(64)}.png`, mime_type: 'image/png', bytes: small.length };
    const link = { type: 'resource_link', uri: uri(0), mimeType: 'image/png' };
    const block = { type: 'image', mimeType: 'image/png', data: small.toString('base64') };
    await result({ artifacts: [{ ...artifact(0), thumbnail }] }, { content: [link, block] });
    await expect.poll(() => width('.thumb img')).toBe(20);
    expect(await heard('resources/read')).toEqual([]);
    await frame.locator('.thumb').click();
    await expect.poll(() => width('.viewer img')).toBe(40);
    expect((await heard('resources/read')).map((params) => params.uri)).toEqual([uri(0)]);
  });

  it('shows the small picture where the image is too large to come', async () => {
    const { frame, result } = await open();
    const thumbnail = { uri: uri(9), mime_type: 'image/png', bytes: 99 };
    await result({ artifacts: [{ ...artifact(0), bytes: 50_000_000, thumbnail }] });
    await expect.poll(() => width('.thumb img')).toBe(40);
    await frame.locator('.thumb').click();
    await expect.poll(() => width('.viewer img')).toBe(40);
  });

  it('says why an image is missing, and where it is', async () => {
    const { frame, result } = await open({
      answer: () => {
        throw new Error('The resource is gone.');
      },
    });
    await result({ artifacts: [{ ...artifact(0), path: '/home/you/a.png' }] });
    await frame.getByText('The resource is gone.').waitFor();
    expect(await frame.locator('.path').textContent()).toBe('/home/you/a.png');
  });

  it('says where the images are in a host that offers nothing', async () => {
    const { frame, result } = await open({ capabilities: {} });
    await result({ artifacts: [{ ...artifact(0), path: '/home/you/a.png', url: 'https://files.test/a' }] });
    await frame.getByText('/home/you/a.png').waitFor();
    expect(await frame.getByRole('button').count()).toBe(0);
  });

  it('does not ask for what the server would refuse, and has the host open it', async () => {
    const { frame, result, heard } = await open();
    await result({ artifacts: [{ ...artifact(0), bytes: 9_000_000, url: 'https://files.test/a' }] });
    await frame.getByText('Too large to be shown here.').waitFor();
    await frame.getByRole('button', { name: 'Open Image' }).click();
    await expect.poll(() => heard('ui/open-link')).toEqual([{ url: 'https://files.test/a' }]);
    expect(await heard('resources/read')).toEqual([]);
  });

  it('has a host that can save files save one', async () => {
    const { frame, result, heard } = await open({ capabilities: { serverResources: {}, downloadFile: {} } });
    await result(several(1));
    await frame.getByRole('button', { name: 'Save Image' }).click();
    const link = { type: 'resource_link', uri: uri(0), name: `${'0'.repeat(64)}.png`, mimeType: 'image/png' };
    await expect.poll(() => heard('ui/download-file')).toEqual([{ contents: [link] }]);
  });

  it('enlarges, walks on and closes by keyboard, and gives the focus back', async () => {
    const { frame, host, result } = await open();
    await result(several(3));
    await frame.getByRole('button', { name: 'Image 2 of 3' }).focus();
    await host.keyboard.press('Enter');
    const viewer = frame.getByRole('dialog');
    await viewer.getByRole('img', { name: 'Image 2 of 3' }).waitFor();
    await host.keyboard.press('ArrowRight');
    await viewer.getByRole('img', { name: 'Image 3 of 3' }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Next image' }).isDisabled()).toBe(true);
    await host.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(await frame.evaluate('document.activeElement.querySelector("img").alt')).toBe('Image 2 of 3');
  });

  it('enlarges where the reader looks, in a window as high as all images', async () => {
    const { frame, result } = await open({ browser: { viewport: { width: 400, height: 6000 } } });
    await result(several(24));
    const last = frame.getByRole('button', { name: 'Image 24 of 24' });
    const thumb = await last.boundingBox();
    await last.click();
    const viewer = await frame.getByRole('dialog').boundingBox();
    expect(viewer?.height).toBeLessThanOrEqual(640);
    expect(Math.abs((viewer?.y ?? 0) - (thumb?.y ?? 0))).toBeLessThan(640);
  });

  it('makes and reads few of a huge list, and more when asked', async () => {
    const { frame, result, heard } = await open();
    await result(several(1000));
    await frame.getByRole('button', { name: 'Image 1 of 1000', exact: true }).waitFor();
    expect(await frame.locator('figure').count()).toBe(48);
    expect((await heard('resources/read')).length).toBeLessThan(48);
    await frame.getByRole('button', { name: 'Show 48 more of 952' }).click();
    expect(await frame.locator('figure').count()).toBe(96);
  });

  it('shows foreign text as text', async () => {
    const { frame, result, send } = await open();
    const prompt = '</script><img src=x onerror="document.title=1"><b>bold</b>\u202Egnp.exe &lt;';
    await send('ui/notifications/tool-input', { arguments: { prompt } });
    await result({
      artifacts: [{ ...artifact(0), mime_type: 'image/png"><script>', url: 'javascript:alert(1)' }, artifact(1)],
      model: '<i>acme</i>/x',
      notes: ['<form action=https://evil.test><button>Pay</button></form>'],
    });
    await frame.getByText('<i>acme</i>/x').waitFor();
    expect(await frame.locator('.prompt').textContent()).toBe(prompt);
    expect(await frame.locator('b, i, form, script:not(:only-of-type), img[src=x]').count()).toBe(0);
    expect(await frame.getByRole('button', { name: 'Open' }).count()).toBe(0);
    expect(await frame.title()).toBe('Images');
  });

  it('shows an error as an alert with its next move', async () => {
    const { frame, result } = await open();
    const error = { code: 'not_configured', message: 'No provider <b>is</b> configured.', hint: 'Set OPENAI_API_KEY.' };
    await result({ error }, { isError: true });
    expect(await frame.getByRole('alert').innerText()).toBe(
      'No provider <b>is</b> configured.\n\nSet OPENAI_API_KEY.\n\nnot_configured',
    );
  });

  it('shows the plain content of a result it has no picture of', async () => {
    const { frame, result } = await open();
    await result({ unexpected: true });
    await frame.getByText('plain').waitFor();
  });
});
