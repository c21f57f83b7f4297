import { describe, expect, it } from 'vitest';
import { readRiff } from '../../../src/audio/riff.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { concat, hasFfmpeg, silence, word } from '../audio/sounds.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';
import { listener, RATE, said, talk, wavOf } from './speech.ts';

/** Seconds of a 16-bit mono WAV file. */
const secondsOf = (bytes: Uint8Array): number => (readRiff(bytes)?.data.byteLength ?? 0) / 2 / RATE;
const tenParts = { formats: ['wav'], maxSeconds: 4 } as const;
const twenty = wavOf(talk(10));

describe('audio that a provider takes', () => {
  it('is handed over as it is, with its length and what the caller said', async () => {
    const ear = listener(() => said('Hello.', { language: 'en', segments: [{ startS: 0, endS: 1, text: 'Hello.' }] }));
    const { run } = pipeline([provider('acme', ear)]);
    const request = { audio: twenty, language: 'en', diarize: true, timestamps: 'word', prompt: 'LLMKit' } as const;
    const { result, receipt } = await run('transcribe', request, { model: 'acme' }, toolCall());
    expect(ear.requests).toMatchObject([
      { model: 'ear', durationS: 20, language: 'en', diarize: true, timestamps: 'word', prompt: 'LLMKit' },
    ]);
    expect(ear.requests[0]?.audio.bytes).toEqual(twenty.bytes);
    expect(result).toMatchObject({ text: 'Hello.', durationS: 20, segments: [{ startS: 0, endS: 1 }] });
    expect(receipt).toMatchObject({ usage: { seconds: 20 }, attempts: [{ model: 'acme/ear', outcome: 'ok' }] });
  });

  it('is believed to be as long as the provider counts', async () => {
    const ear = listener(() => said('a', { usage: { seconds: 30 }, durationS: 19.5 }));
    const { run } = pipeline([provider('acme', ear)]);
    const { result, receipt } = await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    expect(receipt.usage).toEqual({ seconds: 30 });
    expect(result.durationS).toBe(19.5);
  });
});

describe('audio that a provider does not take', () => {
  it('is converted', async () => {
    const ear = listener(() => said('a'), { formats: ['mp3'] });
    const { run } = pipeline([provider('acme', ear)]);
    await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    expect(ear.requests[0]?.audio).toMatchObject({ mimeType: 'audio/mpeg', name: 'talk.mp3' });
  });

  it('is brought to the only rate that an engine knows', async () => {
    const ear = listener(() => said('a'), { formats: ['wav'], rate: RATE });
    const { run } = pipeline([provider('acme', ear)]);
    const audio = wavOf(word(44_100, 2));
    await run('transcribe', { audio }, { model: 'acme' }, toolCall());
    const bytes = ear.requests[0]?.audio.bytes ?? new Uint8Array();
    expect(readRiff(bytes)).toMatchObject({ rate: RATE, channels: 1, bits: 16 });
    expect(secondsOf(bytes)).toBeCloseTo(2, 1);
  });

  it('is converted rather than cut when that makes it small enough', async () => {
    const ear = listener(() => said('a'), { formats: ['wav', 'mp3'], maxBytes: 200_000 });
    const { run } = pipeline([provider('acme', ear)]);
    await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    expect(ear.requests.map(({ audio }) => audio.mimeType)).toEqual(['audio/mpeg']);
  });

  it.each([
    ['seconds', { formats: ['wav'], maxSeconds: 4 }],
    ['bytes', { formats: ['wav'], maxBytes: 4 * 2 * RATE }],
  ] as const)('is cut at pauses when it has too many %s', async (_name, intake) => {
    const ear = listener(({ durationS }) => said(String(durationS)), intake);
    const { run } = pipeline([provider('acme', ear)]);
    const { result, receipt } = await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    const lengths = ear.requests.map(({ audio }) => secondsOf(audio.bytes));
    expect(lengths.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(4);
    expect(lengths.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(20, 3);
    for (const { audio } of ear.requests) expect(audio.bytes.byteLength).toBeLessThanOrEqual(4 * 2 * RATE);
    expect(result.durationS).toBeCloseTo(20, 3);
    expect(receipt.usage.seconds).toBeCloseTo(20, 1);
    expect(receipt.notes).toEqual([`The audio was transcribed in ${lengths.length} parts, cut at pauses.`]);
  });

  it('is not sent where nobody speaks', async () => {
    const ear = listener(() => said('a'), tenParts);
    const { run } = pipeline([provider('acme', ear)]);
    const audio = wavOf(concat(talk(2), silence(RATE, 16), talk(2)));
    const { result, receipt } = await run('transcribe', { audio }, { model: 'acme' }, toolCall());
    const sent = ear.requests.reduce((sum, request) => sum + (request.durationS ?? 0), 0);
    expect(sent).toBeLessThan(17);
    expect(result.durationS).toBe(24);
    expect(receipt.notes).toContainEqual(expect.stringMatching(/^\d+ s without speech were left out\.$/));
  });

  it.each([
    ['text', { bytes: Buffer.from('This is no sound at all.'), mimeType: 'text/plain', name: 'notes.txt' }],
    ['a damaged file', { bytes: Buffer.from('RIFF\0\0\0\0WAVEfmt broken'), mimeType: 'audio/wav', name: 'x.wav' }],
    ['nothing', { bytes: new Uint8Array(), mimeType: 'audio/wav' }],
    ['a file of no length', wavOf({ samples: new Float32Array(), rate: RATE })],
  ])('is refused when it is %s, and nobody else is asked', async (_name, audio) => {
    const [first, second] = [listener(() => said('a')), listener(() => said('b'))];
    const { run } = pipeline([provider('acme', first), provider('beta', second)]);
    const call = run('transcribe', { audio }, { model: 'acme', fallbacks: ['beta'] }, toolCall());
    await expect(call).rejects.toMatchObject({ code: 'invalid_input' });
    expect(second.requests).toEqual([]);
  });

  it.runIf(hasFfmpeg)('is taken out of a video', async () => {
    const { ffmpeg } = await import('../audio/sounds.ts');
    const bytes = ffmpeg(
      twenty.bytes,
      ...['-f', 'lavfi', '-i', 'color=black:s=64x64:r=5', '-map', '1:v', '-map', '0:a', '-shortest', '-f', 'mp4'],
    );
    const ear = listener(() => said('a'));
    const { run } = pipeline([provider('acme', ear)]);
    const audio = { bytes, mimeType: 'video/mp4', name: 'film.mp4' };
    await run('transcribe', { audio }, { model: 'acme' }, toolCall());
    expect(ear.requests[0]?.audio.mimeType).toBe('audio/wav');
    expect(secondsOf(ear.requests[0]?.audio.bytes ?? new Uint8Array())).toBeCloseTo(20, 0);
  });
});

describe('parts of long audio', () => {
  it('are transcribed three at a time, and stay in order', async () => {
    let running = 0;
    let most = 0;
    const ear = listener(async ({ audio }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, secondsOf(audio.bytes) > 3.9 ? 5 : 1));
      running--;
      return said(`${secondsOf(audio.bytes)}`, { segments: [{ startS: 0, endS: 1, text: 'a' }] });
    }, tenParts);
    const { run } = pipeline([provider('acme', ear)]);
    const { result } = await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    expect(most).toBe(3);
    const starts = result.segments.map(({ startS }) => startS);
    expect(starts).toEqual(starts.toSorted((left, right) => left - right));
    expect(starts[0]).toBe(0);
  });

  it('are transcribed one by one on this machine, each told how the one before ended', async () => {
    let running = 0;
    let heard = 0;
    const ear = listener(async () => {
      expect(++running).toBe(1);
      await Promise.resolve();
      running--;
      return said(`Sentence ${++heard}.`);
    }, tenParts);
    const { run } = pipeline([provider('acme', { ...ear, local: true, baseUrl: {} })]);
    const { result } = await run('transcribe', { audio: twenty, prompt: 'Names.' }, { model: 'acme' }, toolCall());
    expect(ear.requests.slice(0, 3).map(({ prompt }) => prompt)).toEqual([
      'Names.',
      'Names.\nSentence 1.',
      'Names.\nSentence 2.',
    ]);
    expect(result.text).toMatch(/^Sentence 1\. Sentence 2\./);
  });

  it('are repeated alone when one of them fails in passing', async () => {
    let failures = 1;
    const ear = listener(({ durationS }) => {
      if (failures-- > 0) throw new ProviderError('overloaded', { status: 503, retryAfterMs: 0, processed: false });
      return said(String(durationS));
    }, tenParts);
    const { run, clock } = pipeline([provider('acme', ear)]);
    const call = run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    // Decoding takes real time, in which the clock must stand still.
    while (clock.sleeping < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(1000);
    const { result, receipt } = await call;
    expect(result.text.split(' ')).toHaveLength(ear.requests.length - 1);
    expect(receipt.attempts.map(({ outcome }) => outcome)).toEqual(['error', 'ok']);
  });

  it('fail together, with the place of the one that failed, and what was done is charged', async () => {
    const aborted: boolean[] = [];
    const ear = listener(({ audio }, { signal }) => {
      if (ear.requests.length === 1) return said(`${secondsOf(audio.bytes)}`);
      if (ear.requests.length === 3) throw new ProviderError('bad_request', { status: 400, message: 'Too loud.' });
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(true);
          reject(signal.reason);
        });
      });
    }, tenParts);
    const price = { second: 0.001 };
    const { run, state } = pipeline([provider('acme', ear)], {
      settings: { budget: { day: 1_000_000 } },
      modelFacts: { acme: [{ id: 'ear', capability: 'transcribe', price }] },
    });
    const call = run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    await expect(call).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/^Too loud\. It was the part from 0:0\d to 0:\d\d of 0:20\.$/),
    });
    expect(aborted.length).toBeGreaterThan(0);
    const charged = await state.read((database) => database.prepare('SELECT charged_micro FROM ledger').get());
    // The first part of about 4 s at 1000 micro-dollars, and the one that was under way.
    expect(charged?.charged_micro).toBeGreaterThan(3000);
    expect(charged?.charged_micro).toBeLessThan(15_000);
  });

  it('are all started anew at the next candidate', async () => {
    const first = listener(() => {
      throw new ProviderError('quota_exhausted', { status: 402 });
    }, tenParts);
    const second = listener(() => said('From the second.'));
    const { run } = pipeline([provider('acme', first), provider('beta', second)]);
    const options = { model: 'acme', fallbacks: ['beta'] };
    const { result, receipt } = await run('transcribe', { audio: twenty }, options, toolCall());
    expect(result.text).toBe('From the second.');
    expect(receipt.attempts.at(-1)).toMatchObject({ model: 'beta/ear', outcome: 'ok' });
  });

  it('tell how many seconds are done, never backwards', async () => {
    const ear = listener(({ durationS = 0 }, { onProgress }) => {
      onProgress?.(durationS / 2);
      return said('a');
    }, tenParts);
    const told: { readonly message: string; readonly progress?: number; readonly total?: number }[] = [];
    const { run } = pipeline([provider('acme', { ...ear, local: true, baseUrl: {} })]);
    const call = toolCall({ onProgress: (update) => void told.push(update) });
    await run('transcribe', { audio: twenty }, { model: 'acme' }, call);
    const values = told.map(({ progress = 0 }) => progress);
    expect(values).toEqual(values.toSorted((left, right) => left - right));
    expect(told.at(-1)).toEqual({ message: 'Transcribed 0:20 of 0:20', progress: 20, total: 20 });
  });

  it('stop at once when the caller cancels', async () => {
    const cancel = new AbortController();
    const signals: AbortSignal[] = [];
    const ear = listener((_request, { signal }) => {
      signals.push(signal);
      if (signals.length === 3) cancel.abort();
      return new Promise(() => undefined);
    }, tenParts);
    const { run, ledger } = pipeline([provider('acme', ear)]);
    const call = run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall({ signal: cancel.signal }));
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    expect((await ledger.list({ limit: 1 }, 'local')).calls).toMatchObject([{ outcome: 'cancelled' }]);
  });
});

describe('a transcription that is asked for wrongly', () => {
  it.each([
    [{ language: 'English, please' }, 'no language code'],
    [{ prompt: 'x'.repeat(10_001) }, 'prompt'],
  ])('with %j is refused before anything is sent', async (more, message) => {
    const ear = listener(() => said('a'));
    const { run } = pipeline([provider('acme', ear)]);
    await expect(run('transcribe', { audio: twenty, ...more }, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
    expect(ear.requests).toEqual([]);
  });
});
