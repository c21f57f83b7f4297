import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TranscribeRequest } from '../../../src/core/transcribe.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { wavSound } from '../../../src/wire/wav.ts';
import { KEY, rowCapability } from '../../contract/row.ts';
import { eventFrame, exceptionFrame } from '../../event-frames.ts';
import { type SocketUpstream, type SocketVisit, startSocketUpstream } from '../../socket-upstream.ts';
import { asking, settled, wavFile } from '../../support/transcribe.ts';

let upstream: SocketUpstream;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
afterEach(() => {
  upstream.serve(() => {});
  upstream.refuse(undefined);
  upstream.visits.length = 0;
});
afterAll(async () => {
  closeSockets();
  await upstream.close();
});

function over(provider: string) {
  const row = providers.find(({ id }) => id === provider);
  if (row === undefined) throw new Error(`No ${provider}.`);
  const { capability, asked, lines } = rowCapability(row, 'transcribe', upstream.url);
  const ask = (request: Partial<TranscribeRequest> = {}, signal?: AbortSignal) =>
    settled(capability, asking({ model: row.defaults.transcribe ?? '', ...request }), signal);
  return { ask, asked, lines };
}

/** Calls back with everything that was sent, once the text or the empty frame that says so is there. */
const whenAllIsSaid = (isLast: (data: Buffer, isBinary: boolean) => boolean, then: (visit: SocketVisit) => void) =>
  upstream.serve((visit) => {
    visit.socket.on('message', (data: Buffer, isBinary) => {
      if (isLast(data, isBinary)) then(visit);
    });
  });

describe('a Flux model', () => {
  const model = 'flux-general-en';
  const turn = (event: string, turn_index: number, transcript: string, words: object[] = []) =>
    JSON.stringify({
      type: 'TurnInfo',
      event,
      turn_index,
      transcript,
      words,
      audio_window_start: turn_index,
      audio_window_end: turn_index + 1,
    });
  const isLast = (_data: Buffer, isBinary: boolean) => !isBinary;

  it('hears a whole file over its socket, turn by turn', async () => {
    whenAllIsSaid(isLast, ({ socket }) => {
      const hello = [
        { word: 'Hello', start: 0.1, end: 0.4, confidence: 0.9 },
        { word: 'there.', start: 0.4, end: 0.8, confidence: 0.7 },
      ];
      socket.send(JSON.stringify({ type: 'Connected', request_id: 'r', sequence_id: 0 }));
      socket.send(turn('Update', 0, 'Hell'));
      socket.send(turn('EndOfTurn', 0, 'Hello there.', hello));
      socket.send(turn('EndOfTurn', 1, 'Yes?'));
      socket.close(1000);
    });
    const { ask, asked, lines } = over('deepgram');
    const audio = wavFile({ samples: 20_000 });
    const result = await ask({ model, audio, prompt: 'Ada, COBOL', timestamps: 'word' });
    expect(result).toMatchObject({
      text: 'Hello there. Yes?',
      segments: [
        { startS: 0.1, endS: 0.8, text: 'Hello there.' },
        { startS: 1, endS: 2, text: 'Yes?' },
      ],
      words: [{ text: 'Hello', confidence: 0.9 }, { text: 'there.' }],
      durationS: 2,
    });
    const { url, headers, received } = await upstream.visit(0);
    expect(url).toBe('/v2/listen?model=flux-general-en&keyterm=Ada&keyterm=COBOL');
    expect(headers.authorization).toBe(`Token ${KEY}`);
    expect(asked[0]?.url).toMatch(/^wss:\/\/api\.deepgram\.com\/v2\/listen/);
    const sound = Buffer.concat(received.filter((one) => typeof one !== 'string'));
    expect(sound.equals(Buffer.from(audio.bytes))).toBe(true);
    expect(received.at(-1)).toBe('{"type":"CloseStream"}');
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('says what it cannot do', async () => {
    whenAllIsSaid(isLast, ({ socket }) => socket.close(1000));
    const { notes } = await over('deepgram').ask({ model, diarize: true, language: 'de' });
    expect(notes).toHaveLength(2);
  });

  it('reports its fatal errors, refused handshakes and lost connections', async () => {
    upstream.serve(({ socket }) => {
      socket.send(
        JSON.stringify({ type: 'Error', code: 'INTERNAL_SERVER_ERROR', description: 'it broke', sequence_id: 0 }),
      );
    });
    await expect(over('deepgram').ask({ model })).rejects.toMatchObject({ code: 'overloaded', message: /it broke/ });
    upstream.serve(({ socket }) => socket.terminate());
    await expect(over('deepgram').ask({ model })).rejects.toMatchObject({ code: 'network' });
    upstream.refuse({ status: 402, body: '{"err_code":"ASR_PAYMENT_REQUIRED","err_msg":"no credits"}' });
    await expect(over('deepgram').ask({ model })).rejects.toMatchObject({ code: 'quota_exhausted', status: 402 });
  });

  it('lets go of the socket when the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    upstream.serve(({ socket }) => {
      socket.on('close', () => gone.resolve());
      controller.abort();
    });
    await expect(over('deepgram').ask({ model }, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await gone.promise;
  });
});

describe('Amazon Transcribe', () => {
  /** Headers and checksums alone: the frame that ends the audio. */
  const isLast = (data: Buffer) => data.length < 120;
  const event = (results: object[]) => eventFrame('TranscriptEvent', { Transcript: { Results: results } });
  const item = (Content: string, StartTime: number, Type = 'pronunciation', Speaker = '0') => ({
    Content,
    StartTime,
    EndTime: StartTime + 0.5,
    Type,
    Speaker,
    Confidence: 0.9,
  });

  it('hears a file over its socket, signed into the address', async () => {
    whenAllIsSaid(isLast, ({ socket }) => {
      socket.send(event([{ IsPartial: true, Alternatives: [{ Transcript: 'Hell', Items: [item('Hell', 0)] }] }]));
      socket.send(
        event([
          {
            IsPartial: false,
            LanguageCode: 'en-US',
            Alternatives: [{ Transcript: 'Hello.', Items: [item('Hello', 0), item('.', 0.5, 'punctuation')] }],
          },
        ]),
      );
      socket.send(
        event([
          {
            IsPartial: false,
            Alternatives: [
              { Transcript: 'Yes.', Items: [item('Yes', 1, undefined, '1'), item('.', 1.5, 'punctuation', '1')] },
            ],
          },
        ]),
      );
      socket.close(1000);
    });
    const { ask, asked, lines } = over('aws-speech');
    const audio = wavFile({ samples: 16_000 });
    const result = await ask({ audio, diarize: true, language: 'pt', prompt: 'x' });
    expect(result).toMatchObject({
      text: 'Hello. Yes.',
      language: 'en-US',
      durationS: 1,
      usage: { seconds: 1 },
      segments: [
        { text: 'Hello.', speaker: '0', confidence: 0.9 },
        { text: 'Yes.', speaker: '1' },
      ],
      notes: ['prompt was dropped: this model takes none'],
    });
    const [sent] = asked;
    const url = new URL(sent?.url ?? '');
    expect(`${url.protocol}//${url.host}${url.pathname}`).toBe(
      'wss://transcribestreaming.us-east-1.amazonaws.com:8443/stream-transcription-websocket',
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'language-code': 'pt-BR',
      'media-encoding': 'pcm',
      'sample-rate': '16000',
      'show-speaker-label': 'true',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(sent?.headers.authorization).toBeUndefined();
    const frames = (await upstream.visit(0)).received.map((one) => Buffer.from(one));
    const payloads = frames.map((one) => one.subarray(12 + one.readUInt32BE(4), -4));
    expect(Buffer.concat(payloads).equals(Buffer.from(audio.bytes.subarray(44)))).toBe(true);
    expect(payloads.at(-1)).toHaveLength(0);
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('looks for the language among those that it says', async () => {
    whenAllIsSaid(isLast, ({ socket }) => socket.close(1000));
    const { notes } = await over('aws-speech').ask();
    expect(notes).toEqual([expect.stringContaining('en-US, es-US')]);
    expect((await upstream.visit(0)).url).toContain('identify-language=true');
  });

  it.each([
    ['BadRequestException', 'bad_request'],
    ['LimitExceededException', 'rate_limited'],
    ['InternalFailureException', 'overloaded'],
    ['ServiceUnavailableException', 'overloaded'],
  ])('reports %s as %s', async (name, code) => {
    whenAllIsSaid(isLast, ({ socket }) => socket.send(exceptionFrame(name, 'it said why')));
    await expect(over('aws-speech').ask()).rejects.toMatchObject({ code, message: /it said why/ });
  });

  it('refuses a frame that is broken', async () => {
    whenAllIsSaid(isLast, ({ socket }) => socket.send(event([]).subarray(0, 40)));
    await expect(over('aws-speech').ask()).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('refuses what is no file of 16-bit sound before anything is sent', async () => {
    const { ask, asked } = over('aws-speech');
    const audio = { bytes: Buffer.from('ID3 and so on'), mimeType: 'audio/mpeg' };
    await expect(ask({ audio })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(ask({ audio: wavFile({ bits: 8 }) })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(asked).toEqual([]);
  });
});

describe('the sound of a WAV file', () => {
  it('is its first channel, whatever stands before it', () => {
    const stereo = wavFile({ channels: 2, samples: 4, rate: 8000 }).bytes;
    const note = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
    const file = Buffer.concat([stereo.subarray(0, 12), note, stereo.subarray(12)]);
    expect(wavSound(file, 'acme')).toEqual({ bytes: Buffer.from([0, 1, 4, 5, 8, 9, 12, 13]), rate: 8000 });
  });

  it('reaches to the end where its length was not known when it was written', () => {
    const { bytes } = wavFile({ samples: 3 });
    const growing = Buffer.from(bytes);
    growing.writeUInt32LE(0xffffffff, 40);
    expect(wavSound(growing, 'acme').bytes).toHaveLength(6);
  });
});
