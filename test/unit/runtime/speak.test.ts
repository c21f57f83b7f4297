import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { encodeWav, pcm16Of, wavHeader } from '../../../src/audio/wav.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import type { SpeakFormat } from '../../../src/core/speak.ts';
import { hasFfmpeg, signal } from '../audio/sounds.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';
import { RATE, speaker, voiceOf } from './speech.ts';

const HELLO = 'Hello, this is a sentence that is spoken.';
const LONG = 'The first sentence is here. The second one follows. A third one ends it.';
const mp3 = Buffer.concat(
  Array.from({ length: 50 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc0]), Buffer.alloc(413)])),
);

/** Gives its bytes in two chunks and says that they are of the format. */
const says = (bytes: Uint8Array, format: SpeakFormat, more: { rate?: number } = {}) =>
  speaker({ formats: [format] }, (_request, { onAudio }) => {
    onAudio(bytes.subarray(0, 10));
    onAudio(bytes.subarray(10));
    return { format, usage: {}, ...more };
  });

function speaking(mouth: ReturnType<typeof speaker>, more: Parameters<typeof toolCall>[0] = {}) {
  const parts = pipeline([provider('acme', mouth)]);
  const speak = (request: Parameters<typeof parts.run<'speak'>>[1]) =>
    parts.run('speak', request, { model: 'acme' }, toolCall({ tool: 'speak', ...more }));
  return { ...parts, speak };
}

describe('a text that fits in one request', () => {
  it('is written to the artifact as it arrives', async () => {
    const arrived = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    const mouth = speaker({ formats: ['mp3'] }, async (_request, { onAudio }) => {
      onAudio(mp3.subarray(0, 4000));
      arrived.resolve();
      await rest.promise;
      onAudio(mp3.subarray(4000));
      return { format: 'mp3', usage: {} };
    });
    const { speak, artifacts } = speaking(mouth);
    const call = speak({ text: HELLO, voice: 'ash', speed: 1.5, latency: 'balanced', language: 'en' });
    await arrived.promise;
    expect(artifacts.writers).toEqual([{ state: 'open', written: 4000 }]);
    rest.resolve();
    const { result, receipt } = await call;
    expect(artifacts.kept[0]?.content).toEqual(mp3);
    expect(result.artifact).toMatchObject({
      mimeType: 'audio/mpeg',
      bytes: mp3.length,
      durationS: expect.closeTo(1.3, 1),
    });
    expect(mouth.requests).toEqual([
      { model: 'mouth', text: HELLO, format: 'mp3', voice: 'ash', speed: 1.5, latency: 'balanced', language: 'en' },
    ]);
    expect(receipt).toMatchObject({ usage: { characters: HELLO.length }, attempts: [{ model: 'acme/mouth' }] });
  });

  it('is mp3 where the provider has it and nothing was said, else its best', async () => {
    const asked = async (formats: readonly SpeakFormat[]) => {
      const mouth = speaker({ formats }, ({ format }, { onAudio }) => {
        onAudio(mp3);
        return { format, usage: {}, rate: RATE };
      });
      await speaking(mouth).speak({ text: HELLO });
      return mouth.requests[0]?.format;
    };
    expect(await asked(['wav', 'mp3'])).toBe('mp3');
    expect(await asked(['pcm', 'opus'])).toBe('pcm');
  });

  it('has a WAV head that says how long it is, also when it was streamed', async () => {
    const sound = pcm16Of(voiceOf(HELLO).samples);
    const { speak, artifacts } = speaking(says(Buffer.concat([wavHeader(RATE), sound]), 'wav'));
    const { result } = await speak({ text: HELLO });
    const file = artifacts.kept[0]?.content ?? new Uint8Array();
    expect(Buffer.from(file)).toEqual(Buffer.from(encodeWav(voiceOf(HELLO))));
    expect(result.artifact.durationS).toBeCloseTo(HELLO.length / 100, 2);
  });

  it('is refused as a WAV that says more than came', async () => {
    const whole = encodeWav(voiceOf(HELLO));
    const { speak, artifacts } = speaking(says(whole.subarray(0, whole.length / 2), 'wav'));
    await expect(speak({ text: HELLO })).rejects.toMatchObject({ code: 'bad_response', provider: 'acme' });
    expect(artifacts.kept).toEqual([]);
  });

  it('is raw sound with its rate, length counted', async () => {
    const { speak } = speaking(speaker());
    const { result } = await speak({ text: HELLO, format: 'pcm' });
    expect(result.artifact).toMatchObject({ mimeType: `audio/pcm;rate=${RATE}`, durationS: HELLO.length / 100 });
  });

  it('is converted when the provider lacks the format', async () => {
    const { speak, artifacts } = speaking(speaker());
    const { result, receipt } = await speak({ text: HELLO, format: 'mp3' });
    expect(result).toMatchObject({ format: 'mp3', artifact: { mimeType: 'audio/mpeg' } });
    expect(receipt.notes).toEqual(['Converted from pcm to mp3.']);
    const { content = new Uint8Array() } = artifacts.kept[0] ?? {};
    const pcm = await decodeAudio({ bytes: content, mimeType: 'audio/mpeg' }, { signal });
    // The encoder adds up to a tenth of a second of silence.
    expect(pcm.samples.length / pcm.rate).toBeGreaterThan(HELLO.length / 100 - 0.05);
    expect(pcm.samples.length / pcm.rate).toBeLessThan(HELLO.length / 100 + 0.15);
  });

  it('is converted when the provider sends something else than it was asked for', async () => {
    const mouth = speaker({ formats: ['mp3'] }, (_request, { onAudio }) => {
      onAudio(encodeWav(voiceOf(HELLO)));
      return { format: 'mp3', usage: {} };
    });
    const { speak, artifacts } = speaking(mouth);
    const { result } = await speak({ text: HELLO });
    expect(result.artifact.mimeType).toBe('audio/mpeg');
    expect(artifacts.writers.map(({ state }) => state)).toEqual(['discarded']);
    expect(artifacts.kept).toHaveLength(1);
    expect(
      Buffer.from(artifacts.kept[0]?.content ?? [])
        .subarray(0, 4)
        .toString('latin1'),
    ).not.toBe('RIFF');
  });

  it.runIf(hasFfmpeg).each(['opus', 'flac'] as const)('becomes %s', async (format) => {
    const { speak, artifacts } = speaking(speaker());
    await speak({ text: HELLO, format });
    const { content = new Uint8Array(), mimeType } = artifacts.kept[0] ?? {};
    const pcm = await decodeAudio({ bytes: content, mimeType: String(mimeType) }, { signal });
    expect(pcm.samples.length / pcm.rate).toBeCloseTo(HELLO.length / 100, 1);
  });
});

describe('a longer text', () => {
  it('is asked for sentence by sentence, in order, each with what stands around it', async () => {
    const mouth = speaker({ maxCharacters: 30 });
    const { speak } = speaking(mouth);
    const { receipt } = await speak({ text: LONG });
    expect(mouth.requests).toMatchObject([
      { text: 'The first sentence is here.', before: undefined, after: 'The second one follows.' },
      { text: 'The second one follows.', before: 'The first sentence is here.', after: 'A third one ends it.' },
      { text: 'A third one ends it.', before: 'The second one follows.', after: undefined },
    ]);
    expect(mouth.requests.map(({ format }) => format)).toEqual(['pcm', 'pcm', 'pcm']);
    expect(receipt.usage.characters).toBe(LONG.length - 2);
    expect(receipt.notes).toEqual(['The text was spoken in 3 parts and joined.']);
  });

  it('becomes one sound without a click', async () => {
    const { speak, artifacts } = speaking(speaker({ maxCharacters: 30 }));
    const { result } = await speak({ text: LONG, format: 'wav' });
    const { content = new Uint8Array() } = artifacts.kept[0] ?? {};
    const whole = await decodeAudio({ bytes: content, mimeType: 'audio/wav' }, { signal });
    const spoken = (LONG.length - 2) / 100;
    expect(result.artifact.durationS).toBeCloseTo(whole.samples.length / whole.rate, 3);
    expect(result.artifact.durationS).toBeGreaterThan(spoken);
    expect(result.artifact.durationS).toBeLessThan(spoken + 0.6);
    const jump = (samples: Float32Array) =>
      samples.reduce((most, value, index) => Math.max(most, Math.abs(value - (samples[index - 1] ?? value))), 0);
    expect(jump(whole.samples)).toBeLessThanOrEqual(jump(voiceOf('x'.repeat(20)).samples) * 1.01);
  });

  it('is decoded first where the provider has only mp3', async () => {
    const { encodeAudio } = await import('../../../src/audio/encode.ts');
    const mouth = speaker({ maxCharacters: 30, formats: ['mp3'] }, async ({ text }, { onAudio }) => {
      onAudio((await encodeAudio(voiceOf(text), 'mp3', signal)).bytes);
      return { format: 'mp3', usage: { characters: 1 } };
    });
    const { speak } = speaking(mouth);
    const { result, receipt } = await speak({ text: LONG });
    expect(result.artifact).toMatchObject({ mimeType: 'audio/mpeg', durationS: expect.closeTo(1.2, 0) });
    expect(receipt.usage).toEqual({ characters: 3 });
  });

  it('repeats only the piece that failed', async () => {
    let failures = 1;
    const mouth = speaker({ maxCharacters: 30 }, (request, options) => {
      if (request.text.startsWith('The second') && failures-- > 0) {
        throw new ProviderError('rate_limited', { status: 429, processed: false });
      }
      return speaker().speak.speak(request, options) as Promise<never>;
    });
    const { speak, clock } = speaking(mouth);
    await clock.runUntil(speak({ text: LONG }));
    expect(mouth.requests.map(({ text }) => text.slice(0, 10))).toEqual([
      'The first ',
      'The second',
      'The second',
      'A third on',
    ]);
  });

  it('tells how far it is', async () => {
    const told: unknown[] = [];
    const { speak } = speaking(speaker({ maxCharacters: 30 }), { progress: (update) => void told.push(update) });
    await speak({ text: LONG });
    expect(told).toEqual([
      { message: 'Spoke part 1 of 3', progress: 27, total: 70 },
      { message: 'Spoke part 2 of 3', progress: 50, total: 70 },
      { message: 'Spoke part 3 of 3', progress: 70, total: 70 },
    ]);
  });
});

describe('speech that fails', () => {
  it('after audio came is begun anew, in a file of its own, when the provider did not count it', async () => {
    let tries = 0;
    const mouth = speaker({ formats: ['mp3'] }, (_request, { onAudio }) => {
      onAudio(mp3.subarray(0, 1000));
      if (tries++ === 0) throw new ProviderError('overloaded', { status: 503, processed: false });
      onAudio(mp3.subarray(1000));
      return { format: 'mp3', usage: {} };
    });
    const { speak, artifacts, clock } = speaking(mouth);
    await clock.runUntil(speak({ text: HELLO }));
    expect(artifacts.writers).toEqual([
      { state: 'discarded', written: 1000 },
      { state: 'finished', written: mp3.length },
    ]);
    expect(artifacts.kept[0]?.content).toEqual(mp3);
  });

  it('in the middle goes to the fallback from the beginning', async () => {
    const cut = speaker({ formats: ['mp3'] }, (_request, { onAudio }) => {
      onAudio(mp3.subarray(0, 1000));
      throw new ProviderError('network', { status: 200, message: 'The connection broke.' });
    });
    const parts = pipeline([provider('acme', cut), provider('beta', says(mp3, 'mp3'))]);
    const options = { model: 'acme', fallbacks: ['beta'] };
    const { receipt } = await parts.clock.runUntil(parts.run('speak', { text: HELLO }, options, toolCall()));
    expect(receipt.attempts).toMatchObject([
      { model: 'acme/mouth', outcome: 'error' },
      { model: 'beta/mouth', outcome: 'ok' },
    ]);
    expect(parts.artifacts.kept.map(({ content }) => content)).toEqual([mp3]);
    expect(parts.artifacts.writers.map(({ state }) => state)).toEqual(['discarded', 'finished']);
  });

  it('without any audio is no empty file', async () => {
    const mouth = speaker({}, () => ({ format: 'pcm', rate: RATE, usage: {} }));
    const { speak, artifacts } = speaking(mouth);
    await expect(speak({ text: HELLO })).rejects.toMatchObject({ code: 'bad_response' });
    expect(artifacts.kept).toEqual([]);
  });

  it('as sound that cannot be read is the provider’s fault', async () => {
    const { speak } = speaking(says(Buffer.from('{"error":"no"}'), 'mp3'));
    await expect(speak({ text: HELLO, format: 'wav' })).rejects.toMatchObject({
      code: 'bad_response',
      provider: 'acme',
    });
  });

  it('by a cancel ends at once and leaves nothing', async () => {
    const cancel = new AbortController();
    let late: ((chunk: Uint8Array) => void) | undefined;
    const mouth = speaker({ formats: ['mp3'] }, (_request, { onAudio }) => {
      onAudio(mp3.subarray(0, 1000));
      late = onAudio;
      cancel.abort();
      return new Promise(() => undefined);
    });
    const { speak, artifacts } = speaking(mouth, { signal: cancel.signal });
    await expect(speak({ text: HELLO })).rejects.toMatchObject({ code: 'cancelled' });
    expect(artifacts.writers).toEqual([{ state: 'discarded', written: 1000 }]);
    late?.(mp3);
    expect(artifacts.writers).toEqual([{ state: 'discarded', written: 1000 }]);
  });
});

describe('what is asked for wrongly', () => {
  it.each([
    [{ text: '' }, 'no text'],
    [{ text: ' \u0000\u0007\n ' }, 'no text'],
    [{ text: 'x'.repeat(50_001) }, '50001 characters'],
    [{ text: 'Hi', speed: 0 }, 'speed'],
    [{ text: 'Hi', speed: 5 }, 'speed'],
    [{ text: 'Hi', language: 'english please' }, 'language code'],
  ])('%j is refused before anything is sent', async (request, message) => {
    const mouth = speaker();
    await expect(speaking(mouth).speak(request)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
    expect(mouth.requests).toEqual([]);
  });

  it('loses control characters and keeps markup as text', async () => {
    const mouth = speaker();
    await speaking(mouth).speak({ text: '\u0002<speak>Hi\u0000 there</speak>' });
    expect(mouth.requests[0]?.text).toBe('<speak>Hi there</speak>');
  });
});
