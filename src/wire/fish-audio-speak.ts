import type { CapabilityFactory } from '../core/provider.ts';
import type { Latency, SpeakLimits, SpeakRequest } from '../core/speak.ts';

import { defined, filled } from './read.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, onScale, type PaceRange, paced } from './speak/wishes.ts';

const RATE = 44_100;
const PACE: PaceRange = [0.5, 2];

/** No limit is documented; the provider itself works in pieces of 300 characters. */
const LIMITS: SpeakLimits = { maxCharacters: 5000, formats: ['mp3', 'wav', 'pcm', 'opus'] };

const LATENCY: Readonly<Record<Latency, string>> = {
  lowest_latency: 'low',
  low_latency: 'balanced',
  balanced: 'balanced',
  high_quality: 'normal',
  highest_quality: 'normal',
};

/** A request as the body of `POST /v1/tts`; the model travels in a header of its name. */
export function encodeRequest({ model, text, voice, format, latency, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  return {
    path: '/v1/tts',
    headers: { model },
    rate: RATE,
    body: defined({
      text,
      reference_id: filled(voice),
      format,
      sample_rate: format === 'pcm' || format === 'wav' ? RATE : undefined,
      prosody: pace.speed === undefined ? undefined : { speed: pace.speed },
      latency: onScale(latency, LATENCY),
    }),
    notes: [...pace.notes, ...droppedLanguage(language)],
  };
}

/** Fish Audio's voices. Without one the model speaks with its own. */
export const fishAudioSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({ limits: () => LIMITS, encode: encodeRequest });
