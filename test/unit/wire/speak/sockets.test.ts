import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeSockets } from '../../../../src/http/socket-transport.ts';
import { closeTransports } from '../../../../src/http/transport.ts';
import { type SocketHandler, type SocketUpstream, startSocketUpstream } from '../../../socket-upstream.ts';
import { startUpstream } from '../../../upstream.ts';
import { failureOfSpeaking, speak } from './voice.ts';

const SOUND = Buffer.from(Array.from({ length: 301 }, (_, index) => (index * 53 + 129) % 256));
const base64 = SOUND.toString('base64');

let upstream: SocketUpstream;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
beforeEach(() => {
  upstream.visits.length = 0;
});
afterAll(async () => {
  closeSockets();
  await upstream.close();
  await closeTransports();
});

/** Answers the messages of a client, one by one, with what a provider would say next. */
const answering =
  (
    reply: (
      said: Record<string, unknown>,
      send: (message: unknown) => void,
      socket: { close(code: number): void },
    ) => void,
  ): SocketHandler =>
  ({ socket }) => {
    const send = (message: unknown) => socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
    socket.on('message', (data: Buffer) => reply(JSON.parse(data.toString('utf8')), send, socket));
  };

const saidOn = (index: number): readonly Record<string, unknown>[] =>
  (upstream.visits[index]?.received ?? []).map((message) => JSON.parse(String(message)));

type Case = {
  readonly id: string;
  readonly way: string;
  readonly request: Parameters<typeof speak>[2];
  readonly path: RegExp;
  /** The provider's side, from the first message of a text to its last. */
  readonly whole: SocketHandler;
  /** It falls silent after some sound. */
  readonly silent: SocketHandler;
  readonly farewell: (said: readonly Record<string, unknown>[]) => void;
};

const deepgram = (end: string, isSilent = false) =>
  answering((said, send) => {
    if (said.type !== 'Flush') return;
    send({ type: 'Connected', request_id: 'r', model_name: 'aura' });
    send(SOUND.subarray(0, 101));
    if (end !== 'Flushed') send({ type: 'Flushed', speech_id: 's' });
    if (isSilent) return;
    send(SOUND.subarray(101));
    send({ type: end, sequence_id: 0, input_character_count: 12, billable_character_count: 12 });
  });

const elevenlabs = (isSilent = false) =>
  answering((said, send) => {
    const isLast = said.close_context === true || said.text === '';
    if (!isLast && said.flush !== true) return;
    const contextId = said.context_id;
    if (said.flush === true) {
      send({ audio: base64.slice(0, 101), contextId, alignment: null });
      if (contextId !== undefined) send({ audio: 'AAAA', contextId: 'another context' });
    }
    if (!isLast || isSilent) return;
    send({ audio: base64.slice(101), contextId });
    send({ isFinal: true, contextId });
  });

const CASES: readonly Case[] = [
  {
    id: 'deepgram',
    way: 'Aura’s socket',
    request: { latency: 'lowest_latency' },
    path: /^\/v1\/speak\?model=aura-2-thalia-en&encoding=linear16&sample_rate=24000$/,
    whole: deepgram('Flushed'),
    silent: deepgram('Flushed', true),
    farewell: (said) => expect(said).toContainEqual({ type: 'Clear' }),
  },
  {
    id: 'deepgram',
    way: 'Flux’s socket',
    request: { latency: 'low_latency', model: 'flux-alexis-en' },
    path: /^\/v2\/speak\?model=flux-alexis-en&encoding=linear16&sample_rate=24000$/,
    whole: deepgram('SpeechMetadata'),
    silent: deepgram('SpeechMetadata', true),
    farewell: (said) => expect(said.some(({ type }) => type === 'Clear')).toBe(false),
  },
  {
    id: 'elevenlabs',
    way: 'the multi-context socket',
    request: { latency: 'lowest_latency', voice: 'v1', speed: 1.1 },
    path: /^\/v1\/text-to-speech\/v1\/multi-stream-input\?model_id=eleven_multilingual_v2&output_format=pcm_24000&auto_mode=true/,
    whole: elevenlabs(),
    silent: elevenlabs(true),
    farewell: (said) => {
      expect(said).toContainEqual({ context_id: said[0]?.context_id, close_context: true });
      expect(said.at(-1)).toEqual({ close_socket: true });
    },
  },
  {
    id: 'elevenlabs',
    way: 'the stream-input socket',
    request: { latency: 'low_latency', voice: 'v1', model: 'eleven_flash_v2_5', language: 'pt-BR' },
    path: /\/v1\/stream-input\?.*language_code=pt.*&optimize_streaming_latency=3$/,
    whole: elevenlabs(),
    silent: elevenlabs(true),
    farewell: () => {},
  },
  {
    id: 'elevenlabs',
    way: 'the dialogue socket',
    request: { latency: 'low_latency', voice: 'v1', model: 'eleven_v4_turbo' },
    path: /^\/v1\/text-to-dialogue\/stream-input\?model_id=eleven_v4_turbo&output_format=pcm_24000$/,
    whole: answering((said, send) => {
      if (said.close_socket !== true) return;
      send({ audio: base64 });
      send({ is_final_audio_for_turn: true });
      send({ is_final: true });
    }),
    silent: answering((said, send) => {
      if (said.flush === true) send({ audio: base64 });
    }),
    farewell: () => {},
  },
  {
    id: 'cartesia',
    way: 'its socket',
    request: { latency: 'lowest_latency' },
    path: /^\/tts\/websocket\?cartesia_version=2025-11-04$/,
    whole: answering(({ context_id }, send) => {
      send({ type: 'chunk', data: 'AAAA', context_id: 'another', done: false, status_code: 206 });
      send({ type: 'chunk', data: base64, context_id, done: false, status_code: 206 });
      send({ type: 'done', done: true, context_id, status_code: 200 });
    }),
    silent: answering(({ context_id }, send) => send({ type: 'chunk', data: base64, context_id, done: false })),
    farewell: (said) => expect(said.at(-1)).toEqual({ context_id: said[0]?.context_id, cancel: true }),
  },
  {
    id: 'xai',
    way: 'its socket',
    request: { latency: 'lowest_latency', voice: 'ara' },
    path: /^\/v1\/tts\?language=auto&codec=pcm&voice=ara&sample_rate=24000/,
    whole: answering((said, send) => {
      if (said.type !== 'text.done') return;
      send({ type: 'audio.delta', delta: base64.slice(0, 33) });
      send({ type: 'audio.delta', delta: base64.slice(33) });
      send({ type: 'audio.done', trace_id: 't' });
    }),
    silent: answering((said, send) => {
      if (said.type === 'text.done') send({ type: 'audio.delta', delta: base64 });
    }),
    farewell: () => {},
  },
];

describe.each(CASES)('$id over $way', ({ id, request, path, whole, silent, farewell }) => {
  it('speaks a whole text and closes', async () => {
    upstream.serve(whole);
    const { sound, result } = await speak(id, upstream.url, request);
    expect(sound).toEqual(SOUND);
    expect(result).toMatchObject({ format: 'pcm', rate: 24_000 });
    expect(result.usage.characters).toBeGreaterThan(0);
    const visit = await upstream.visit(0);
    expect(visit.url).toMatch(path);
    expect(JSON.stringify(visit.received.map(String))).toContain('Hello there.');
    await new Promise<void>((resolve) =>
      visit.socket.readyState === 3 ? resolve() : visit.socket.once('close', () => resolve()),
    );
  });

  it('hands on sound before the text is done, and stops when the caller leaves', async () => {
    upstream.serve(silent);
    const controller = new AbortController();
    let leftAt = 0;
    const failure = await failureOfSpeaking(id, upstream.url, request, {
      signal: controller.signal,
      onAudio: () => {
        leftAt ||= performance.now();
        controller.abort();
      },
    });
    expect(failure).toMatchObject({ code: 'cancelled' });
    const visit = await upstream.visit(0);
    await new Promise<void>((resolve) =>
      visit.socket.readyState === 3 ? resolve() : visit.socket.once('close', () => resolve()),
    );
    expect(performance.now() - leftAt).toBeLessThan(5_000);
    farewell(saidOn(0));
  });

  it('takes a connection that ends too soon for an error, however politely it ends', async () => {
    upstream.serve((visit) => {
      silent(visit);
      visit.socket.on('message', () => setImmediate(() => visit.socket.close(1000)));
    });
    expect(await failureOfSpeaking(id, upstream.url, request)).toMatchObject({ code: 'bad_response', provider: id });
    upstream.serve((visit) => visit.socket.on('message', () => visit.socket.terminate()));
    expect(await failureOfSpeaking(id, upstream.url, request)).toMatchObject({ code: 'network', provider: id });
  });

  it('takes a message that is no JSON for an error', async () => {
    upstream.serve(({ socket }) => socket.on('message', () => socket.send('nonsense')));
    expect(await failureOfSpeaking(id, upstream.url, request)).toMatchObject({ code: 'bad_response', provider: id });
  });

  it.each([
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
  ])('reads a handshake that is refused with %i as %s', async (status, code) => {
    upstream.refuse({ status, body: '{"error":{"message":"no"}}' });
    try {
      expect(await failureOfSpeaking(id, upstream.url, request)).toMatchObject({ code, status, provider: id });
    } finally {
      upstream.refuse(undefined);
    }
  });

  it('goes the plain way where no socket is served', async () => {
    const plain = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(SOUND);
    });
    try {
      expect((await speak(id, plain.url, request)).sound).toEqual(SOUND);
      expect(plain.requests.at(-1)?.method).toBe('POST');
    } finally {
      await plain.close();
    }
  });
});

it('speaks the later pieces of a text over HTTP, where ElevenLabs hears what came before', async () => {
  const plain = await startUpstream({ headers: { 'content-type': 'audio/mpeg' }, chunks: [SOUND] });
  try {
    const { urls } = await speak('elevenlabs', plain.url, { latency: 'lowest_latency', voice: 'v', before: 'One.' });
    expect(urls).toEqual([expect.stringContaining('/v1/text-to-speech/v/stream?')]);
    expect(plain.requests[0]?.body).toMatchObject({ previous_text: 'One.' });
    expect(plain.requests[0]?.headers['accept-encoding']).toBe('identity');
  } finally {
    await plain.close();
  }
});

describe('an error on a socket', () => {
  it.each([
    [
      'deepgram',
      { latency: 'lowest_latency', model: 'flux-alexis-en' } as const,
      { type: 'Error', code: 'MESSAGE-0000', description: 'bad' },
      'overloaded',
    ],
    [
      'elevenlabs',
      { latency: 'lowest_latency', voice: 'v' } as const,
      { message: 'Your quota is used up', error: 'quota_exceeded', code: 1008 },
      'quota_exhausted',
    ],
    [
      'elevenlabs',
      { latency: 'low_latency', voice: 'v' } as const,
      { message: 'Too many', error: 'max_active_conversations', code: 1008 },
      'rate_limited',
    ],
    [
      'cartesia',
      { latency: 'lowest_latency' } as const,
      {
        type: 'error',
        title: 'Invalid model',
        message: 'It is not valid',
        error_code: 'model_not_found',
        status_code: 404,
      },
      'not_found',
    ],
    [
      'xai',
      { latency: 'lowest_latency' } as const,
      { type: 'error', error: { message: 'slow', type: 'rate_limit_error' } },
      'rate_limited',
    ],
  ])('of %s is that error', async (id, request, message, code) => {
    upstream.serve(({ socket }) => socket.on('message', () => socket.send(JSON.stringify(message))));
    expect(await failureOfSpeaking(id, upstream.url, request)).toMatchObject({ code, provider: id });
  });
});
