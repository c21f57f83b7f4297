import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { filled, record } from './read.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { escapeSsml } from './speak/ssml.ts';
import { droppedLanguage, type PaceRange, paced } from './speak/wishes.ts';

const RATE = 22_050;
const PACE: PaceRange = [0.5, 2];

/** 5 KB of text a request; three bytes for a character is the most that writing in use needs. */
const LIMITS: SpeakLimits = { maxCharacters: 1650, formats: ['wav', 'mp3', 'opus', 'flac', 'pcm'] };

const TYPES: Readonly<Record<SpeakFormat, string>> = {
  wav: `audio/wav;rate=${RATE}`,
  mp3: 'audio/mp3',
  opus: 'audio/ogg;codecs=opus',
  flac: 'audio/flac',
  pcm: `audio/l16;rate=${RATE};endianness=little-endian`,
};

/** A request as `POST /v1/synthesize`. The service reads SSML in any text, so that all of it has to be escaped. */
export function encodeRequest({ model, text, voice, format, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  return {
    host: 'tts',
    path: '/v1/synthesize',
    accept: TYPES[format],
    query: {
      voice: voice ?? model,
      ...(pace.speed !== undefined && { rate_percentage: String(Math.round((pace.speed - 1) * 100)) }),
    },
    body: { text: escapeSsml(text) },
    rate: RATE,
    notes: [...pace.notes, ...droppedLanguage(language)],
  };
}

/** IBM Watson's voices; a voice is the model. */
export const watsonSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: () => LIMITS,
    encode: encodeRequest,
    decodeError: ({ body }) => {
      const fields = record(body);
      return { message: filled(fields?.error) ?? filled(fields?.errorMessage) ?? filled(body) };
    },
  });
