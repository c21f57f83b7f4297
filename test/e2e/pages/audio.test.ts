import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifies } from '../../requirements.ts';
import { CHROMIUM } from '../../support/chromium.ts';
import { tone } from '../../support/media.ts';
import { type Answer, type HostedPage, type HostOptions, openPage } from '../../support/page-host.ts';

const SOUND = tone(20);
const URI = `artifact://${'a'.repeat(64)}.wav`;
const artifact = { uri: URI, mime_type: 'audio/wav', bytes: SOUND.length, duration_s: 20 };
const inline = [{ type: 'audio', mimeType: 'audio/wav', data: SOUND.toString('base64') }];
const readSound: Answer = (_method, params) => ({
  contents: [{ uri: params.uri, mimeType: 'audio/wav', blob: SOUND.toString('base64') }],
});
const segmentsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    start_s: index * 2,
    end_s: index * 2 + 1.5,
    text: `Sentence ${index}.`,
    speaker: index % 2 === 0 ? 'Ann' : 'Bo',
  }));

describe.runIf(CHROMIUM !== undefined)(`the audio player. ${verifies('pages.closed')}`, () => {
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
    page = await openPage(browser, 'audio', { answer: readSound, ...options });
    return page;
  };
  const ofPlayer = (property: string) => page.frame.evaluate(`document.querySelector('audio').${property}`);

  it('plays speech that is in the result, beside its text', async () => {
    const { frame, result, send, heard } = await open();
    await send('ui/notifications/tool-input', { arguments: { text: 'שלום, good morning' } });
    await result({ artifact }, { content: inline });
    await expect.poll(() => ofPlayer('duration')).toBe(20);
    await frame.getByRole('region', { name: 'Text' }).getByText('שלום, good morning').waitFor();
    expect(await heard('resources/read')).toEqual([]);
  });

  it('reads speech that the result only names', async () => {
    const { result, heard } = await open();
    await result({ artifact });
    await expect.poll(() => ofPlayer('duration')).toBe(20);
    expect(await heard('resources/read')).toEqual([{ uri: URI }]);
  });

  it('jumps from a time of the transcript and marks what is said', async () => {
    const { frame, result, send } = await open();
    await send('ui/notifications/tool-input', { arguments: { audio: URI } });
    await result({ text: 'all', segments: segmentsOf(9) });
    await expect.poll(() => ofPlayer('duration')).toBe(20);
    await frame.getByRole('button', { name: 'Play from 0:06' }).press('Enter');
    await expect.poll(() => frame.locator('[aria-current]').allTextContents()).toEqual(['0:06BoSentence 3.']);
    expect(await ofPlayer('currentTime')).toBeGreaterThanOrEqual(6);
  });

  it('writes the times of sound that it cannot play as text', async () => {
    const { frame, result, send, heard } = await open();
    await send('ui/notifications/tool-input', { arguments: { audio: '/home/you/interview.m4a' } });
    await result({ text: 'all', segments: segmentsOf(2) });
    await frame.getByText('Sentence 1.').waitFor();
    expect(await frame.locator('audio').count()).toBe(0);
    expect(await frame.getByRole('button').count()).toBe(0);
    expect(await heard('resources/read')).toEqual([]);
  });

  it('shows both sides of a live exchange', async () => {
    const { frame, result } = await open();
    await result({ transcript: 'What time is it?', reply_text: 'Noon.', artifact }, { content: inline });
    expect(await frame.getByRole('listitem').allTextContents()).toEqual(['YouWhat time is it?', 'ReplyNoon.']);
  });

  it('follows a transcription that became a job, and shows it', async () => {
    const { frame, result } = await open({
      answer: (_method, { name }) => {
        expect(name).toBe('get_job');
        const made = { text: 'all', segments: segmentsOf(2) };
        return { content: [], structuredContent: { job_id: 'job_1', status: 'succeeded', result: made } };
      },
    });
    await result({ job_id: 'job_1', status: 'running' });
    await frame.getByText('Sentence 1.').waitFor();
    await frame.getByText('The result is here.').waitFor({ state: 'attached' });
  });

  it('makes few turns of a long transcript at once', async () => {
    const { frame, result } = await open();
    await result({ text: 'all', segments: segmentsOf(20_000) });
    await frame.getByRole('button', { name: 'Show 300 more of 19700' }).click();
    expect(await frame.getByRole('listitem').count()).toBe(600);
  });

  it('says that nothing was heard, and what it cannot play', async () => {
    const { frame, result } = await open();
    await result({ text: '', segments: [] });
    await frame.getByText('No speech was heard.').waitFor();
    await result({ artifact }, { content: [{ type: 'audio', mimeType: 'audio/wav', data: 'AAAA' }] });
    await frame.getByText('The browser cannot play this audio.').waitFor();
  });

  it('shows foreign text as text', async () => {
    const { frame, result } = await open();
    const hostile = '<img src=https://evil.test/x onerror=alert(1)>';
    await result({ text: hostile, segments: [{ text: hostile, speaker: hostile, start_s: 0, end_s: 1 }] });
    expect(await frame.getByRole('listitem').allTextContents()).toEqual([`0:00${hostile}${hostile}`]);
    expect(await frame.locator('img').count()).toBe(0);
  });
});
