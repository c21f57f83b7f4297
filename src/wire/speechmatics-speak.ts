import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, paced, segment } from './speak/wishes.ts';

const VOICE = 'sarah';
const RATE = 16_000;

/** No limit is documented for the preview; this is about two minutes. */
const LIMITS: SpeakLimits = { maxCharacters: 2000, formats: ['wav', 'pcm'] };

/** A request as `POST /generate/{voice}`; the preview has one model and English voices. */
export function encodeRequest({ text, voice, format, speed, language }: SpeakRequest): SpeakCall {
  return {
    host: 'tts',
    path: `/generate/${segment(voice ?? VOICE, 'voice')}`,
    query: { output_format: `${format}_${RATE}` },
    body: { text },
    rate: RATE,
    notes: [...paced(speed).notes, ...droppedLanguage(language)],
  };
}

/** Speechmatics' voices, a preview. */
export const speechmaticsSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({ limits: () => LIMITS, encode: encodeRequest });
