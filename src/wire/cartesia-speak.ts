import { randomUUID } from 'node:crypto';
import type { Endpoint } from '../core/endpoint.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakOptions, SpeakRequest, SpeakResult } from '../core/speak.ts';
import { answerError } from '../http/errors.ts';
import { eventJson } from './frames.ts';
import { count, defined, filled, type Json, record } from './read.ts';
import { openMessagesIfServed, type SocketMessages } from './socket-messages.ts';
import { cutSound, type Sound, soundOf } from './speak/audio-answer.ts';
import { base64Pieces } from './speak/pieces.ts';
import { passOn, type SpeakCall, type SpeakWire, spokenOverHttp } from './speak/speak-wire.ts';
import { languageAlone, type PaceRange, paced } from './speak/wishes.ts';

/** The dated version of the API that the row sends as a header. A socket says it in its address too. */
const CARTESIA_VERSION = '2025-11-04';

/** Katie, the voice that the provider's own examples speak with. */
const VOICE = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';
const RATE = 24_000;
const PACE: PaceRange = [0.6, 1.5];

/** No limit is documented; pieces of this length keep the first sound quick and cost no quality. */
const LIMITS: SpeakLimits = { maxCharacters: 4000, formats: ['pcm', 'wav', 'mp3'] };

const OUTPUTS: Readonly<Partial<Record<SpeakFormat, Json>>> = {
  pcm: { container: 'raw', encoding: 'pcm_s16le', sample_rate: RATE },
  wav: { container: 'wav', encoding: 'pcm_s16le', sample_rate: 44_100 },
  mp3: { container: 'mp3', sample_rate: 44_100, bit_rate: 128_000 },
};

/** A request as the body of `POST /tts/bytes` or, for samples that have to come soon, `/tts/sse`. */
export function encodeRequest(request: SpeakRequest): SpeakCall {
  const { model, text, voice, format, speed, language, latency } = request;
  // Only the third generation takes a pace as a number.
  const pace = paced(speed, /^sonic-(?:[3-9]|latest)/.test(model) ? PACE : undefined);
  return {
    path: format === 'pcm' && latency === 'low_latency' ? '/tts/sse' : '/tts/bytes',
    rate: RATE,
    body: defined({
      model_id: model,
      transcript: text,
      voice: { mode: 'id', id: voice ?? VOICE },
      output_format: OUTPUTS[format],
      language: languageAlone(language),
      generation_config: pace.speed === undefined ? undefined : { speed: pace.speed },
    }),
    notes: pace.notes,
  };
}

/** Events of one text: `chunk` with sound until `done`. The server's own events have the same shape over SSE and sockets. */
function readEvent(data: string, provider: string, hasSound: boolean): { sound?: string; isDone: boolean } {
  const said = record(eventJson(data, provider)) ?? {};
  if (said.type === 'error' || said.error !== undefined) {
    const words = [filled(said.title), filled(said.message) ?? filled(said.error)].filter((word) => word !== undefined);
    const status = count(said.status_code);
    throw answerError(
      provider,
      {
        message: words.join(': '),
        type: filled(said.error_code),
        code: status === undefined ? undefined : String(status),
      },
      hasSound,
    );
  }
  return { sound: said.type === 'chunk' ? filled(said.data) : undefined, isDone: said.type === 'done' };
}

async function* soundOfEvents(events: AsyncIterable<string>, provider: string): Sound {
  const pieces = base64Pieces();
  let hasSound = false;
  for await (const data of events) {
    const { sound, isDone } = readEvent(data, provider, hasSound);
    if (sound !== undefined) {
      hasSound = true;
      yield pieces.push(sound);
    }
    if (isDone) return undefined;
  }
  throw cutSound(provider);
}

const http: SpeakWire = {
  limits: () => LIMITS,
  encode: encodeRequest,
  async *decode(answer, provider): Sound {
    if (answer.framing !== 'sse') return yield* soundOf(answer, provider);
    const texts = async function* () {
      for await (const { data } of answer.events()) yield data;
    };
    return yield* soundOfEvents(texts(), provider);
  },
};

async function* soundOfSocket(socket: SocketMessages, context: string, provider: string): Sound {
  const own = async function* () {
    for await (const message of socket.read()) {
      if (typeof message !== 'string') continue;
      // A socket carries many texts; what is said of another one is not ours.
      const id = filled(record(eventJson(message, provider))?.context_id);
      if (id === undefined || id === context) yield message;
    }
  };
  try {
    return yield* soundOfEvents(own(), provider);
  } finally {
    socket.close();
  }
}

async function spokenOverSocket(
  endpoint: Endpoint,
  request: SpeakRequest,
  options: SpeakOptions,
): Promise<SpeakResult | undefined> {
  const { provider } = endpoint;
  const { body, notes, rate } = encodeRequest(request);
  const context = randomUUID();
  const socket = await openMessagesIfServed(endpoint, '/tts/websocket', {
    query: { cartesia_version: CARTESIA_VERSION },
    signal: options.signal,
    farewell: [{ context_id: context, cancel: true }],
  });
  if (socket === undefined) return undefined;
  socket.send({ ...record(body), context_id: context, continue: false });
  return passOn(soundOfSocket(socket, context, provider), { provider, request, options, notes, rate });
}

/**
 * Cartesia's voices. Its three ways differ in how soon and in what the sound comes: a socket is quickest and can be
 * cancelled, events follow, and only plain bytes come in a container.
 */
export const cartesiaSpeak = (): CapabilityFactory<'speak'> => (endpoint) => ({
  limits: () => LIMITS,
  async speak(request, options) {
    const isQuick = request.format === 'pcm' && request.latency === 'lowest_latency';
    const spoken = isQuick ? await spokenOverSocket(endpoint, request, options) : undefined;
    return spoken ?? spokenOverHttp(http, endpoint, request, options);
  },
});
