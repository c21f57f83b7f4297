import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifies } from '../../requirements.ts';
import { CHROMIUM } from '../../support/chromium.ts';
import { png } from '../../support/media.ts';
import { type HostedPage, type HostOptions, openPage } from '../../support/page-host.ts';

type State = Readonly<Record<string, unknown>>;
const job = (status: string, rest: State = {}): State => ({
  job_id: 'job_1',
  kind: 'generate_video',
  status,
  ...rest,
});
const answerWith = (structuredContent: State, rest: State = {}) => ({ content: [], structuredContent, ...rest });
const PICTURE = { uri: `artifact://${'c'.repeat(64)}.png`, mime_type: 'image/png', bytes: 99 };

/** A short film that the browser itself records, in words of the browser, which are not type-checked here. */
const RECORDING = `new Promise((resolve) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 16 });
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm;codecs=vp8' });
  const draw = (step) => {
    context.fillStyle = step % 2 ? 'red' : 'blue';
    context.fillRect(0, 0, 32, 16);
    if (step < 12) requestAnimationFrame(() => draw(step + 1));
    else recorder.stop();
  };
  recorder.ondataavailable = ({ data }) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(',')[1]);
    reader.readAsDataURL(data);
  };
  recorder.start();
  draw(0);
})`;

describe.runIf(CHROMIUM !== undefined)(`the job monitor. ${verifies('pages.closed')}`, () => {
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

  /** A host whose `get_job` gives one answer after the other; the last stays. The page's clock is the test's. */
  const open = async (states: readonly unknown[], options: HostOptions = {}): Promise<HostedPage> => {
    const left = [...states];
    page = await openPage(browser, 'job', {
      isClockHeld: true,
      answer: (method, params) => {
        if (method === 'resources/read') {
          const blob = png(8, 8, [1, 2, 3]).toString('base64');
          return { contents: [{ uri: params.uri, mimeType: 'image/png', blob }] };
        }
        const next = left.length > 1 ? left.shift() : left[0];
        if (next instanceof Error) throw next;
        return next;
      },
      ...options,
    });
    return page;
  };
  const bar = () => page.frame.evaluate('document.querySelector("progress").position');
  const pass = (seconds: number) => page.host.clock.runFor(seconds * 1000);

  it('follows a job to its picture, never back', async () => {
    const { frame, result, heard } = await open([
      answerWith(job('running', { progress: 0.4 })),
      answerWith(job('running', { progress: 0.3 })),
      answerWith(job('succeeded', { progress: 1, result: { artifacts: [PICTURE], model: 'acme/film' } })),
    ]);
    await result(job('queued'));
    await expect.poll(bar).toBe(0.4);
    await pass(1);
    await expect.poll(() => heard('tools/call')).toHaveLength(2);
    expect(await bar()).toBe(0.4);
    expect(await frame.getByRole('status').first().textContent()).toBe('Running');
    await pass(1);
    await frame.getByRole('img', { name: 'Image' }).waitFor();
    expect((await heard('tools/call'))[0]).toEqual({
      name: 'get_job',
      arguments: { job_id: 'job_1', wait_ms: 15_000 },
    });
    await pass(60);
    expect(await heard('tools/call')).toHaveLength(3);
  });

  it('goes on asking after an answer that failed', async () => {
    const { frame, result, heard } = await open([
      new Error('The server is busy.'),
      answerWith(job('running', { progress: 0.5 })),
    ]);
    await result(job('running'));
    await frame.getByText('The server is busy. Asking again.').waitFor();
    await pass(1);
    expect(await heard('tools/call')).toHaveLength(1);
    await pass(1);
    await expect.poll(bar).toBe(0.5);
    expect(await frame.getByText('Asking again').count()).toBe(0);
  });

  it('stops asking for a job that is not known any more', async () => {
    const error = { code: 'not_found', message: 'There is no such job.' };
    const { frame, result, heard } = await open([answerWith({ error }, { isError: true })]);
    await result(job('running'));
    await frame.getByText('The job is not known any more.').waitFor();
    await pass(120);
    expect(await heard('tools/call')).toHaveLength(1);
  });

  it('asks before it cancels, and shows that it has', async () => {
    const { frame, result, heard } = await open([answerWith(job('running')), answerWith({ status: 'cancelled' })]);
    await result(job('running'));
    await frame.getByText('Running').waitFor();
    await expect.poll(() => heard('tools/call')).toHaveLength(1);
    await frame.getByRole('button', { name: 'Cancel job' }).press('Enter');
    expect(await frame.evaluate('document.activeElement.textContent')).toBe('Keep it');
    expect(await heard('tools/call')).toHaveLength(1);
    await frame.getByRole('button', { name: 'Cancel it' }).click();
    await frame.getByText('Cancelled').waitFor();
    expect((await heard('tools/call'))[1]).toEqual({ name: 'cancel_job', arguments: { job_id: 'job_1' } });
    await pass(60);
    expect(await heard('tools/call')).toHaveLength(2);
    expect(await frame.getByRole('button').count()).toBe(0);
  });

  it('says why a job failed, as text', async () => {
    const { frame, result } = await open([]);
    await result(
      job('failed', { error: { code: 'content_filter', message: '<b>Refused</b>.', hint: 'Say it otherwise.' } }),
    );
    await frame.getByText('<b>Refused</b>. Say it otherwise.').waitFor();
    expect(await frame.getByRole('progressbar').count()).toBe(0);
  });

  it('shows where a job stands in a host that lets pages ask nothing', async () => {
    const { frame, result, heard } = await open([], { capabilities: {} });
    await result(job('running', { progress: 0.25 }));
    await frame.getByText('This host does not let pages ask').waitFor();
    await frame.getByText('job_1').waitFor();
    expect(await heard('tools/call')).toEqual([]);
  });

  it('asks no more when it is taken down', async () => {
    const { host, result, heard } = await open([answerWith(job('running'))]);
    await result(job('running'));
    await expect.poll(() => heard('tools/call')).toHaveLength(1);
    expect(await host.evaluate('window.ask("ui/resource-teardown")')).toMatchObject({ result: {} });
    await pass(60);
    expect(await heard('tools/call')).toHaveLength(1);
  });

  it('plays a film', async () => {
    const film = { uri: `artifact://${'d'.repeat(64)}.webm`, mime_type: 'video/webm', bytes: 99 };
    const { frame, host, result } = await open([], {
      isClockHeld: false,
      answer: async (_method, { uri }) => ({
        contents: [{ uri, mimeType: 'video/webm', blob: await host.evaluate<string>(RECORDING) }],
      }),
    });
    await result(job('succeeded', { artifact: film }));
    await expect.poll(() => frame.evaluate('document.querySelector("video")?.videoWidth')).toBe(32);
  });

  it('shows a frame of a film that is too large to come, and says where it is', async () => {
    const thumbnail = { uri: `artifact://${'e'.repeat(64)}.png`, mime_type: 'image/png', bytes: 99 };
    const uri = `artifact://${'d'.repeat(64)}.mp4`;
    const { frame, result } = await open([]);
    await result(job('succeeded', { artifact: { uri, mime_type: 'video/mp4', bytes: 90_000_000, thumbnail } }));
    await frame.getByText('Too large to be shown here.').waitFor();
    await expect.poll(() => frame.evaluate('document.querySelector(".film img").naturalWidth')).toBe(8);
    expect(await frame.locator('.placeholder').textContent()).toContain(uri);
  });

  it('says why it cannot play a film', async () => {
    const film = { uri: `artifact://${'d'.repeat(64)}.mp4`, mime_type: 'video/mp4', bytes: 99, width: 16, height: 9 };
    const { frame, result } = await open([]);
    await result(job('succeeded', { artifact: film }));
    await frame.getByText('The browser cannot play this video.').waitFor();
  });
});
