import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { answerError } from '../http/errors.ts';
import { eventJson } from './frames.ts';
import { count, filled, type Json, record } from './read.ts';
import { openMessagesIfServed, type SocketMessages } from './socket-messages.ts';
import { cutSound, type Report, type Sound, soundOf } from './speak/audio-answer.ts';
import { passOn, type SpeakCall, type SpeakWire, spokenOverHttp } from './speak/speak-wire.ts';
import { isHasty, languageAlone, type PaceRange, paced } from './speak/wishes.ts';

const RATE = 24_000;
const PACE: PaceRange = [0.7, 1.5];

/** https://developers.deepgram.com/reference/text-to-speech: 2000 characters a request. */
const LIMITS: SpeakLimits = { maxCharacters: 2000, formats: ['mp3', 'wav', 'pcm', 'opus', 'flac'] };

const ENCODINGS: Readonly<Record<SpeakFormat, Readonly<Record<string, string>>>> = {
  mp3: { encoding: 'mp3' },
  wav: { encoding: 'linear16', container: 'wav', sample_rate: String(RATE) },
  pcm: { encoding: 'linear16', container: 'none', sample_rate: String(RATE) },
  opus: { encoding: 'opus', container: 'ogg' },
  flac: { encoding: 'flac' },
};

/** Flux speaks on a path of its own, and refuses the models of the other. */
const isFlux = (model: string): boolean => model.startsWith('flux');

const MODEL = /^(aura|aura-2|flux)-([\w]+)-([a-z]{2})$/;

/** A voice is the middle of a model's name: `andromeda` in `aura-2-andromeda-en`. */
function modelOf({ model, voice }: SpeakRequest): string {
  if (voice === undefined) return model;
  if (MODEL.test(voice)) return voice;
  const [, family, , language] = MODEL.exec(model) ?? [];
  return family === undefined ? model : `${family}-${voice.toLowerCase()}-${language}`;
}

type Wish = {
  readonly query: Readonly<Record<string, string>>;
  readonly path: string;
  readonly notes: readonly string[];
};

function wishOf(request: SpeakRequest): Wish {
  const model = modelOf(request);
  const spoken = MODEL.exec(model)?.[3];
  const wanted = languageAlone(request.language);
  // Flux takes no pace: https://developers.deepgram.com/docs/flux-tts/feature-overview, 2026-11-22.
  const pace = paced(request.speed, isFlux(model) ? undefined : PACE);
  const isOther = wanted !== undefined && spoken !== undefined && wanted !== spoken;
  return {
    path: isFlux(model) ? '/v2/speak' : '/v1/speak',
    query: { model, ...(pace.speed !== undefined && { speed: String(pace.speed) }) },
    notes: [...pace.notes, ...(isOther ? [`language was dropped: the voice ${model} speaks ${spoken}`] : [])],
  };
}

/** A request as `POST /v1/speak`, or `/v2/speak` for Flux: the text alone is the body. */
export function encodeRequest(request: SpeakRequest): SpeakCall {
  const { path, query, notes } = wishOf(request);
  return { path, query: { ...query, ...ENCODINGS[request.format] }, body: { text: request.text }, rate: RATE, notes };
}

const readError = ({ body }: { readonly body: unknown }) => {
  const fields = record(body);
  return {
    message: filled(fields?.err_msg) ?? filled(fields?.message) ?? filled(fields?.details) ?? filled(body),
    code: filled(fields?.err_code) ?? filled(fields?.category),
  };
};

const http: SpeakWire = {
  limits: () => LIMITS,
  encode: encodeRequest,
  async *decode(answer, provider): Sound {
    yield* soundOf(answer, provider);
    const characters = Number(answer.headers['dg-char-count']);
    const model = filled(answer.headers['dg-model-name']);
    return { ...(characters > 0 && { usage: { characters } }), ...(model !== undefined && { model }) };
  },
  decodeError: readError,
};

/** What ends the sound of a text. Flux echoes `Flushed` at once and says `SpeechMetadata` when all has been spoken. */
const endOf = (path: string): string => (path === '/v2/speak' ? 'SpeechMetadata' : 'Flushed');

/** The sound of one text over an open socket. */
export async function* soundOfSocket(socket: SocketMessages, text: string, path: string, provider: string): Sound {
  let hasSound = false;
  let report: Report = {};
  try {
    socket.send({ type: 'Speak', text });
    socket.send({ type: 'Flush' });
    for await (const message of socket.read()) {
      if (typeof message !== 'string') {
        hasSound = true;
        yield message;
        continue;
      }
      const said = record(eventJson(message, provider)) ?? {};
      if (said.type === 'Error') {
        throw answerError(provider, { message: filled(said.description), code: filled(said.code) }, hasSound);
      }
      report = { ...report, ...reportIn(said) };
      if (said.type === endOf(path)) return report;
    }
    throw cutSound(provider);
  } finally {
    socket.send({ type: 'Close' });
    socket.close();
  }
}

function reportIn(said: Json): Report {
  const characters = count(said.billable_character_count) ?? count(said.input_character_count);
  const model = filled(said.model_name);
  return { ...(characters !== undefined && { usage: { characters } }), ...(model !== undefined && { model }) };
}

/**
 * Deepgram's voices. Where the first sound has to come quickly and raw samples are wanted, which is all that a socket
 * carries, the text goes over a socket: it sends sound as soon as the first words are spoken.
 */
export const deepgramSpeak = (): CapabilityFactory<'speak'> => (endpoint) => ({
  limits: () => LIMITS,
  async speak(request, options) {
    const { provider } = endpoint;
    if (request.format === 'pcm' && isHasty(request.latency)) {
      const { path, query, notes } = wishOf(request);
      const socket = await openMessagesIfServed(endpoint, path, {
        query: { ...query, encoding: 'linear16', sample_rate: String(RATE) },
        signal: options.signal,
        // Aura drops what waits to be spoken; Flux has no word for it, and a closed socket ends it.
        farewell: path === '/v1/speak' ? [{ type: 'Clear' }, { type: 'Close' }] : [],
        decodeError: readError,
      });
      if (socket !== undefined) {
        const sound = soundOfSocket(socket, request.text, path, provider);
        return passOn(sound, { provider, request, options, notes, rate: RATE });
      }
    }
    return spokenOverHttp(http, endpoint, request, options);
  },
});
