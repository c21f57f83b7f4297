import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeWav, pcm16Of, wavHeader } from '../../src/audio/wav.ts';
import { silence } from '../unit/audio/sounds.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';
import { RATE, talk, voiceOf, wavOf } from '../unit/runtime/speech.ts';
import type { Handler } from '../upstream.ts';
import { json, loopback, type ServerSettings, serverFor } from './tool-call.ts';

const hears = json({
  text: 'Hello there.',
  language: 'english',
  duration: 2,
  segments: [{ id: 0, start: 0.1, end: 1.2, text: ' Hello there.' }],
});
const dataUrl = (bytes: Uint8Array, type = 'audio/wav') =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
const clip = dataUrl(wavOf(talk(1)).bytes);

/** Sound of the text it was asked for, as a WAV that does not say how long it is. */
const speaks: Handler = ({ body }, response) => {
  const pcm = voiceOf(String((body as { input: string }).input));
  response.writeHead(200, { 'content-type': 'audio/wav' });
  response.end(Buffer.concat([wavHeader(RATE), pcm16Of(pcm.samples)]));
};

/** LocalAI, which the operator put on loopback. */
const local = (url: string, more: ServerSettings = {}): ServerSettings => ({
  providers: { localai: { baseUrl: url } },
  reach: [],
  ...more,
});

describe('transcribe', () => {
  it('takes a file, a data: URL and raw sound with its rate', async () => {
    const upstream = await loopback(hears);
    const home = temporaryFolder();
    const call = await serverFor(upstream, { home });
    writeFileSync(join(home, 'talk.wav'), wavOf(talk(1)).bytes);
    const raw = dataUrl(pcm16Of(talk(1).samples), `audio/L16;rate=${RATE}`);
    for (const audio of [join(home, 'talk.wav'), 'talk.wav', clip, raw]) {
      const { isError, result } = await call('transcribe', { audio, model: 'openai/whisper-1' });
      expect(result.error).toBeUndefined();
      expect(isError).toBe(false);
      expect(result).toMatchObject({ text: 'Hello there.', segments: [{ start_s: 0.1, end_s: 1.2 }] });
    }
    expect(upstream.requests).toHaveLength(4);
  });

  it('is the whole of what a caller sees', async () => {
    const call = await serverFor(await loopback(hears));
    const { text, result } = await call('transcribe', { audio: clip, model: 'openai/whisper-1' });
    expect(text).toBe('Hello there.');
    expect({ ...result, call_id: '', latency_ms: 0, attempts: [] }).toMatchInlineSnapshot(`
      {
        "attempts": [],
        "call_id": "",
        "cost_usd": null,
        "duration_s": 2,
        "language": "english",
        "latency_ms": 0,
        "local": false,
        "model": "whisper-1",
        "provider": "openai",
        "segments": [
          {
            "end_s": 1.2,
            "start_s": 0.1,
            "text": "Hello there.",
          },
        ],
        "text": "Hello there.",
        "usage": {
          "seconds": 2,
        },
      }
    `);
  });

  it.each([
    ['text', dataUrl(Buffer.from('Not a sound.'), 'text/plain'), 'no audio'],
    ['an empty file', 'data:audio/wav;base64,', 'empty'],
    ['a WAV of no length', dataUrl(encodeWav(silence(RATE, 0))), ''],
    ['a WAV that lies', dataUrl(Buffer.from('RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0', 'latin1')), ''],
    ['a path that does not exist', '/nowhere/talk.wav', ''],
    ['a private address', 'https://127.0.0.1/talk.wav', ''],
    ['another scheme', 'file:///etc/passwd', ''],
  ])('refuses %s without asking anybody', async (_name, audio, message) => {
    const upstream = await loopback(hears);
    const call = await serverFor(upstream);
    const { isError, text, result } = await call('transcribe', { audio, model: 'openai/whisper-1' });
    expect(isError).toBe(true);
    expect(result.error.code).toMatch(/^(invalid_input|forbidden|not_found|unsupported)$/);
    expect(text).toContain(message);
    expect(upstream.requests).toEqual([]);
  });

  it('refuses a file that is larger than memory should hold', async () => {
    const home = temporaryFolder();
    const upstream = await loopback(hears);
    const call = await serverFor(upstream, { home });
    const path = join(home, 'huge.wav');
    writeFileSync(path, wavHeader(RATE));
    truncateSync(path, 300 * 1024 * 1024);
    const { result } = await call('transcribe', { audio: path });
    expect(result.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('268435456 bytes') });
  });

  it('does not send audio whose price nobody knows under a budget', async () => {
    const upstream = await loopback(hears);
    const call = await serverFor(upstream);
    const { result } = await call('transcribe', { audio: clip, model: 'openai/unheard-of', max_cost_usd: 1 });
    expect(result.error).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('unknown') });
    expect(upstream.requests).toEqual([]);
  });
});

describe('speak', () => {
  it('keeps the file as an artifact that transcribe takes', async () => {
    const upstream = await loopback(speaks);
    const call = await serverFor(upstream, local(upstream.url));
    const { result } = await call('speak', { text: 'Hello there.', model: 'localai/kokoro', format: 'wav' });
    expect(result).toMatchObject({
      artifact: {
        uri: expect.stringMatching(/^artifact:\/\/[0-9a-f]{64}\.wav$/),
        mime_type: 'audio/wav',
        duration_s: 0.12,
      },
      local: true,
      cost_usd: 0,
      usage: { characters: 12 },
    });
    upstream.serve(hears);
    const heard = await call('transcribe', { audio: result.artifact.uri, model: 'localai/whisper' });
    expect(heard.result).toMatchObject({ text: 'Hello there.' });
    expect(upstream.requests.at(-1)?.bytes.includes(Buffer.from(encodeWav(voiceOf('Hello there.'))))).toBe(true);
  });

  it('leaves no file behind when the sound is cut', async () => {
    const home = temporaryFolder();
    const upstream = await loopback({
      headers: { 'content-type': 'audio/mpeg', 'content-length': '5000' },
      chunks: [Buffer.alloc(1000, 0xff)],
      ending: 'cut',
    });
    const call = await serverFor(upstream, local(upstream.url, { home }));
    const { result } = await call('speak', { text: 'Hello there.', model: 'localai/kokoro' });
    expect(result.error).toMatchObject({ provider: 'localai' });
    const folder = join(home, 'artifacts');
    expect(
      existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => /\./.test(String(name))) : [],
    ).toEqual([]);
  });

  it('speaks without any key', async () => {
    const home = temporaryFolder();
    const call = await serverFor(await loopback(speaks), { home, reach: [] });
    const { result, text } = await call('speak', { text: 'Good morning.' });
    expect(result).toMatchObject({ provider: 'embedded', local: true, cost_usd: 0 });
    expect(text).toMatch(/^\d\.\d s of speech by /);
    const name = String(result.artifact.uri).replace('artifact://', '');
    expect(
      readFileSync(join(home, 'artifacts', name))
        .subarray(0, 4)
        .toString('latin1'),
    ).toBe('RIFF');
  });

  it.each([
    [{ text: '\u0000\u0001' }, 'no text'],
    [{ text: 'x'.repeat(50_001) }, '50001 characters'],
    [{ text: 'Hi', speed: 99 }, 'speed'],
  ])('refuses %j', async (input, message) => {
    const call = await serverFor(await loopback(speaks), { reach: [] });
    const { isError, result } = await call('speak', input);
    expect(isError).toBe(true);
    expect(result.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) });
  });
});
