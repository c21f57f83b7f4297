import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { defined } from './read.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { languageAlone, type PaceRange, paced } from './speak/wishes.ts';

const VOICE = 'leah';
const RATE = 24_000;
const PACE: PaceRange = [0.25, 2];

/** https://docs.lmnt.com/api-reference: 5000 characters a request, spaces included. */
const LIMITS: SpeakLimits = { maxCharacters: 5000, formats: ['mp3', 'wav', 'pcm'] };

const FORMATS: Readonly<Partial<Record<SpeakFormat, string>>> = { pcm: 'pcm_s16le' };

/** A request as the body of `POST /v1/ai/speech/bytes`. */
export function encodeRequest({ model, text, voice = VOICE, format, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  return {
    path: '/v1/ai/speech/bytes',
    rate: RATE,
    body: defined({
      text,
      voice,
      model,
      language: languageAlone(language) ?? 'auto',
      format: FORMATS[format] ?? format,
      sample_rate: RATE,
      speed: pace.speed,
    }),
    notes: pace.notes,
  };
}

/** LMNT's voices. */
export const lmntSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({ limits: () => LIMITS, encode: encodeRequest });
