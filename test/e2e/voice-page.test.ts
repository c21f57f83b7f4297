import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/audio/wav.ts';
import { cliPath } from '../cli.ts';
import { modern, send } from '../fixtures/server/http-client.ts';
import { RawClient } from '../fixtures/server/stdio-client.ts';
import { type LiveTalk, type LiveVendor, startLiveVendor } from '../support/live-vendor.ts';

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));
if (CHROMIUM === undefined)
  process.stderr.write('No Chromium here: the voice page is not tested. CHROMIUM_PATH names one.\n');

const TOKEN = 'alice-0123456789';
const RATE = 24_000;
const TONE_HZ = 440;

/** Beeps, because a browser takes a steady tone for noise and removes it. */
function beeps(): Uint8Array {
  const rate = 48_000;
  const samples = Float32Array.from({ length: rate * 4 }, (_, index) => {
    const isOn = (index / rate) % 0.5 < 0.35;
    return isOn ? 0.6 * Math.sin((2 * Math.PI * TONE_HZ * index) / rate) : 0;
  });
  return encodeWav({ samples, rate });
}

/** How strong one frequency is in 16-bit sound. */
function strength(pcm16: Buffer, hz: number): number {
  let [real, imaginary] = [0, 0];
  for (let index = 0; index + 1 < pcm16.length; index += 2) {
    const angle = (2 * Math.PI * hz * (index / 2)) / RATE;
    real += pcm16.readInt16LE(index) * Math.cos(angle);
    imaginary += pcm16.readInt16LE(index) * Math.sin(angle);
  }
  return Math.hypot(real, imaginary);
}

/** A network between the browser and the server, that can fail. */
async function startWire(target: number) {
  const sockets = new Set<Socket>();
  const wire = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    // It listens on a port, so the address is an object.
    port: (wire.address() as AddressInfo).port,
    cut,
    close: () =>
      new Promise<void>((resolve) => {
        wire.close(() => resolve());
        cut();
      }),
  };
}

const heardBy = ({ visit }: LiveTalk): Buffer =>
  Buffer.concat(
    visit.received.flatMap((message) => {
      const { type, audio } = JSON.parse(String(message));
      return type === 'input_audio_buffer.append' ? [Buffer.from(audio, 'base64')] : [];
    }),
  );

describe.runIf(CHROMIUM !== undefined)('the voice page', () => {
  let home: string;
  let vendor: LiveVendor;
  let server: RawClient;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'llmkit-page-'));
    const sound = join(home, 'microphone.wav');
    writeFileSync(sound, beeps());
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: [
        '--no-sandbox',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${sound}`,
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  beforeEach(async () => {
    vendor = await startLiveVendor();
    complaints = [];
    context = await browser.newContext({ permissions: ['microphone'] });
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(url).host) complaints.push(`asked for ${request.url()}`);
    });
  });
  afterEach(async () => {
    await context.close();
    server.kill();
    await server.exited;
    await vendor.close();
  });

  async function serve(environment: Record<string, string> = {}, tools = 'default,voice'): Promise<void> {
    server = new RawClient(
      {
        LLMKIT_HOME: join(home, 'data'),
        LLMKIT_DISCOVER: '0',
        OPENAI_API_KEY: 'key-of-test',
        OPENAI_BASE_URL: vendor.url,
        LLMKIT_AUTH_TOKENS: '',
        ...environment,
      },
      [process.execPath, cliPath, 'serve', '--http', '--port', '0', '--tools', tools],
    );
    await server.logged('listens on');
    url = /listens on (\S+)/.exec(server.stderr)?.[1] ?? '';
  }

  const open = (fragment = '') => page.goto(url.replace(/mcp$/, `voice${fragment}`));
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const status = (text: string) => page.locator('#status', { hasText: text }).waitFor();
  const line = (text: string) => page.locator('#transcript li', { hasText: text }).waitFor();
  const alertText = async (): Promise<string> => {
    await page.locator('#alert:not([hidden])').waitFor();
    return page.locator('#alert').innerText();
  };

  // In words of the page, which is not type-checked here: these tests know no DOM.
  const level = (id: string) => page.evaluate(`document.getElementById('${id}').value`);

  async function talking(): Promise<LiveTalk> {
    await press('Start talking');
    await status('Listening');
    await vendor.visit(0);
    const [talk] = vendor.talks;
    if (talk === undefined) throw new Error('Nobody talks');
    return talk;
  }

  it('gives the microphone to the model, plays the reply, and writes both down', async () => {
    await serve();
    await open();
    const talk = await talking();
    expect(talk.session).toMatchObject({ audio: { input: { turn_detection: { type: 'server_vad' } } } });
    await expect.poll(() => talk.heardS(), { timeout: 10_000 }).toBeGreaterThan(2);
    const heard = heardBy(talk);
    expect(strength(heard, TONE_HZ)).toBeGreaterThan(10 * strength(heard, 300));
    expect(strength(heard, TONE_HZ)).toBeGreaterThan(10 * strength(heard, 660));
    await expect.poll(() => level('mic-level')).toBeGreaterThan(5);

    const transcription = 'conversation.item.input_audio_transcription';
    talk.say({ type: `${transcription}.delta`, item_id: 'u', delta: 'Beep' });
    await line('Beep');
    expect(await page.locator('#transcript li.interim').count()).toBe(1);
    talk.say({ type: `${transcription}.completed`, item_id: 'u', transcript: 'Beep beep.' });
    await line('Beep beep.');
    expect(await page.locator('#transcript li.interim').count()).toBe(0);

    talk.speak('Hello there.', 1_500);
    await status('Replying');
    await expect.poll(() => level('reply-level')).toBeGreaterThan(0);
    await line('Hello there.');
    // Played to its end.
    await status('Listening');
    expect(complaints).toEqual([]);
    await press('End');
    await status('Session over');
    await vendor.allClosed();
  });

  it('falls silent when somebody speaks into the reply, and when it is told to', async () => {
    await serve();
    await open();
    const talk = await talking();
    talk.begin('I could go on for long', 20_000);
    await status('Replying');
    talk.say({ type: 'input_audio_buffer.speech_started', item_id: 'u' });
    await status('Listening');
    talk.say({ type: 'response.done', response: { status: 'cancelled' } });

    talk.begin('Where was I', 20_000);
    await status('Replying');
    await page.keyboard.press('Escape');
    await status('Listening');
    await expect
      .poll(() => talk.visit.received.some((message) => String(message).includes('response.cancel')))
      .toBe(true);
    const cut =
      talk.visit.received.map(String).find((message) => message.includes('conversation.item.truncate')) ?? '{}';
    expect(JSON.parse(cut).audio_end_ms).toBeLessThan(19_000);
  });

  it('sends silence while it is muted, and words that are written', async () => {
    await serve();
    await open();
    const talk = await talking();
    await page.keyboard.press('Alt+m');
    await status('Microphone muted');
    // The beeps leave gaps of 0.15 s. Sound that was on its way when the microphone was muted may come first.
    await expect.poll(() => heardBy(talk).subarray(-RATE).equals(Buffer.alloc(RATE)), { timeout: 10_000 }).toBe(true);
    expect(await page.getByRole('button', { name: 'Unmute' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByLabel('Write instead of speaking').fill('Are you there?');
    await page.keyboard.press('Enter');
    await line('Hello there.');
    expect(talk.texts).toEqual(['Are you there?']);
  });

  it('asks for the token that the server demands, and keeps it nowhere', async () => {
    await serve({ LLMKIT_AUTH_TOKENS: TOKEN });
    await open();
    await press('Start talking');
    expect(await alertText()).toContain('access token');
    await page.getByLabel('Access token').fill('wrong');
    await press('Start talking');
    await expect.poll(alertText).toContain('does not know this token');
    await page.getByLabel('Access token').fill(TOKEN);
    await press('Start talking');
    await status('Listening');
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')).toBe(
      '[{},{},""]',
    );
  });

  it('joins a session whose stream stands behind the #, and no other server', async () => {
    await serve();
    const answer = await send(url, modern(1, 'tools/call', { name: 'voice_open', arguments: {} }));
    const { stream_url } = Object(answer.message?.result?.structuredContent);
    await open(`#${stream_url}`);
    await press('Join the conversation');
    await status('Listening');
    await page.goto('about:blank');
    await open(`#ws://elsewhere.example/voice/stream/${'A'.repeat(24)}`);
    await press('Join the conversation');
    expect(await alertText()).toContain('not the address');
    expect(complaints).toEqual([]);
  });

  it('gets a lost connection back, and says so when there is none to be had', async () => {
    await serve();
    const wire = await startWire(Number(new URL(url).port));
    url = `http://127.0.0.1:${wire.port}/mcp`;
    await open();
    const talk = await talking();
    wire.cut();
    await status('Connection lost');
    await status('Listening');
    const before = talk.heardS();
    await expect.poll(() => talk.heardS(), { timeout: 10_000 }).toBeGreaterThan(before + 0.3);
    expect(vendor.talks).toHaveLength(1);
    await wire.close();
    expect(await alertText()).toContain('cannot be reached');
    await status('Not connected');
  });

  it('ends its session when the page is left', async () => {
    await serve();
    await open();
    await talking();
    await page.goto('about:blank');
    await vendor.allClosed();
  });

  it('says why a session ended that nobody ended', async () => {
    await serve();
    await open();
    const talk = await talking();
    // The page has loaded all it needs once the vendor hears the microphone.
    await expect.poll(() => talk.heardS(), { timeout: 10_000 }).toBeGreaterThan(0);
    server.child.kill('SIGTERM');
    await expect.poll(alertText).toMatch(/server/i);
    await status('Not connected');
  });

  it.each([
    ['the server was started without the voice tools', {}, 'default', '--tools default,voice'],
    ['no provider is configured', { OPENAI_API_KEY: '' }, 'default,voice', 'OPENAI_API_KEY'],
  ])('says what to do when %s', async (_, environment, tools, words) => {
    await serve(environment, tools);
    await open();
    await press('Start talking');
    expect(await alertText()).toContain(words);
  });

  it('says what is wrong with the microphone', async () => {
    await serve();
    await open();
    await page.evaluate(
      'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"))',
    );
    await press('Start talking');
    expect(await alertText()).toContain('refused');
    await page.evaluate(
      'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotFoundError"))',
    );
    await press('Start talking');
    await expect.poll(alertText).toContain('No microphone');
    expect(vendor.talks).toHaveLength(0);
  });

  it('runs nothing but its own files, and in nobody’s frame', async () => {
    await serve();
    const { status: code, headers } = await send(url, { method: 'GET', path: '/voice' });
    expect(code).toBe(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['permissions-policy']).toContain('microphone=(self)');
    expect((await send(url, { method: 'GET', path: '/voice/../server.json' })).status).not.toBe(200);
    expect((await send(url, { method: 'GET', path: '/voice/secrets.js' })).status).toBe(404);
    expect((await send(url, { method: 'GET', path: '/voice', headers: { host: 'evil.example' } })).status).toBe(403);
  });
});
