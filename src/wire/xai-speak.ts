import type { Endpoint } from '../core/endpoint.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { Latency, SpeakFormat, SpeakLimits, SpeakOptions, SpeakRequest, SpeakResult } from '../core/speak.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { eventJson } from './frames.ts';
import { defined, filled, record } from './read.ts';
import { openMessagesIfServed, type SocketMessages } from './socket-messages.ts';
import { cutSound, isJsonAnswer, noSound, type Sound, soundOf } from './speak/audio-answer.ts';
import { base64Pieces } from './speak/pieces.ts';
import { passOn, type SpeakCall, type SpeakWire, spokenOverHttp } from './speak/speak-wire.ts';
import { onScale, type PaceRange, paced } from './speak/wishes.ts';

const RATE = 24_000;
const PACE: PaceRange = [0.7, 1.5];
const LIMITS: SpeakLimits = { maxCharacters: 15_000, formats: ['mp3', 'wav', 'pcm'] };

/** 0 is the best sound. The specification knows no more than 1. */
const OPTIMISATION: Readonly<Record<Latency, number>> = {
  lowest_latency: 1,
  low_latency: 1,
  balanced: 0,
  high_quality: 0,
  highest_quality: 0,
};

/** Samples come at a rate of our choosing, everything else at the provider's. */
const outputOf = (format: SpeakFormat) => defined({ codec: format, sample_rate: format === 'pcm' ? RATE : undefined });

/** A request as the body of `POST /tts`, which takes no model. */
export function encodeRequest({ text, voice, format, latency, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  return {
    path: '/tts',
    rate: RATE,
    body: defined({
      text,
      voice_id: voice,
      language: language ?? 'auto',
      output_format: outputOf(format),
      speed: pace.speed,
      optimize_streaming_latency: onScale(latency, OPTIMISATION),
    }),
    notes: pace.notes,
  };
}

const http: SpeakWire = {
  limits: () => LIMITS,
  encode: encodeRequest,
  async *decode(answer, provider): Sound {
    if (!isJsonAnswer(answer)) return yield* soundOf(answer, provider);
    const body = await answer.json();
    const audio = filled(record(body)?.audio);
    if (audio === undefined) throw noSound(body, provider);
    yield Buffer.from(audio, 'base64');
    return undefined;
  },
};

/** The sound of one text over an open socket: `audio.delta` until `audio.done`. */
export async function* soundOfSocket(socket: SocketMessages, text: string, provider: string): Sound {
  const pieces = base64Pieces();
  let hasSound = false;
  try {
    socket.send({ type: 'text.delta', delta: text });
    socket.send({ type: 'text.done' });
    for await (const message of socket.read()) {
      if (typeof message !== 'string') continue;
      const said = record(eventJson(message, provider)) ?? {};
      if (said.type === 'error' || said.error !== undefined) throw answerError(provider, readFailure(said), hasSound);
      const delta = said.type === 'audio.delta' ? filled(said.delta) : undefined;
      if (delta !== undefined) {
        hasSound = true;
        yield pieces.push(delta);
      }
      if (said.type === 'audio.done') {
        yield pieces.end();
        return undefined;
      }
    }
    throw cutSound(provider);
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
  const { text, voice, format, language = 'auto' } = request;
  const socket = await openMessagesIfServed(endpoint, '/tts', {
    query: {
      language,
      codec: format,
      ...(voice !== undefined && { voice }),
      ...(format === 'pcm' && { sample_rate: String(RATE) }),
      optimize_streaming_latency: '1',
    },
    signal: options.signal,
  });
  if (socket === undefined) return undefined;
  const sound = soundOfSocket(socket, text, provider);
  return passOn(sound, { provider, request, options, notes: [], rate: RATE });
}

/** xAI's voices. The socket is the quickest way for what needs no container; it has no place for a pace. */
export const xaiSpeak = (): CapabilityFactory<'speak'> => (endpoint) => ({
  limits: () => LIMITS,
  async speak(request, options) {
    const { latency, format, speed } = request;
    const isQuick = latency === 'lowest_latency' && format !== 'wav' && (speed === undefined || speed === 1);
    const spoken = isQuick ? await spokenOverSocket(endpoint, request, options) : undefined;
    return spoken ?? spokenOverHttp(http, endpoint, request, options);
  },
});
