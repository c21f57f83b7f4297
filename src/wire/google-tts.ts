import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { defined, filled, record } from './read.ts';
import { noSound, type Sound } from './speak/audio-answer.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { type PaceRange, paced } from './speak/wishes.ts';

const VOICE = 'en-US-Chirp3-HD-Charon';
const RATE = 24_000;
const PACE: PaceRange = [0.25, 2];

/** 5000 bytes of UTF-8 a request; three for a character is the most that writing in use needs. */
const LIMITS: SpeakLimits = { maxCharacters: 1650, formats: ['wav', 'mp3', 'opus', 'pcm'] };

const ENCODINGS: Readonly<Partial<Record<SpeakFormat, string>>> = {
  wav: 'LINEAR16',
  mp3: 'MP3',
  opus: 'OGG_OPUS',
  pcm: 'PCM',
};

/** `en-US` of `en-US-Chirp3-HD-Charon`. */
const languageOf = (voice: string): string | undefined => /^[a-z]{2,3}-(?:[A-Z]{2}|[a-z]{2})(?=-)/.exec(voice)?.[0];

/** The voice carries the model; Gemini's models are named beside it, with voices that speak all languages. */
function voiceOf({ model, voice, language }: SpeakRequest): Record<string, unknown> {
  if (/^gemini/.test(model)) return { languageCode: language ?? 'en-US', name: voice ?? 'Kore', modelName: model };
  // A voice speaks its own language. Where only a language is asked for, the provider chooses one of its voices.
  const isDefault = voice === undefined;
  const name = voice ?? (languageOf(model) === undefined ? VOICE : model);
  if (isDefault && language !== undefined && !(languageOf(name) ?? '').startsWith(language))
    return { languageCode: language };
  return defined({ languageCode: languageOf(name) ?? language ?? 'en-US', name });
}

/** A request as the body of `POST /v1/text:synthesize`. It goes as plain text: nothing in it is markup. */
export function encodeRequest(request: SpeakRequest): SpeakCall {
  const { text, format, speed } = request;
  const pace = paced(speed, PACE);
  return {
    path: '/v1/text:synthesize',
    rate: RATE,
    body: {
      input: { text },
      voice: voiceOf(request),
      audioConfig: defined({
        audioEncoding: ENCODINGS[format],
        speakingRate: pace.speed,
        sampleRateHertz: format === 'pcm' ? RATE : undefined,
      }),
    },
    notes: pace.notes,
  };
}

/** Google's voices in the cloud. The sound comes as base64, all at once. */
export const googleTts = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: () => LIMITS,
    encode: encodeRequest,
    async *decode(answer, provider): Sound {
      const body = await answer.json();
      const audio = filled(record(body)?.audioContent);
      if (audio === undefined) throw noSound(body, provider);
      yield Buffer.from(audio, 'base64');
      return undefined;
    },
  });
