import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { filled, record } from './read.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, paced } from './speak/wishes.ts';

const VOICE = 'aai-jane';
const RATE = 24_000;

const LIMITS: SpeakLimits = { maxCharacters: 5000, formats: ['pcm'] };

/**
 * A request as `POST /v1/speech`, which streams raw samples from the first sentence on: a whole text gains nothing from
 * the socket. https://www.assemblyai.com/docs/tts/api-reference/http-api/create-speech, 2026-11-22.
 */
export function encodeRequest({ text, voice, speed, language }: SpeakRequest): SpeakCall {
  return {
    host: 'tts',
    path: '/speech',
    body: { text, voice_id: voice ?? VOICE },
    rate: RATE,
    notes: [...paced(speed).notes, ...droppedLanguage(language)],
  };
}

/** AssemblyAI's voices. */
export const assemblyaiSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: () => LIMITS,
    encode: encodeRequest,
    decodeError: ({ body }) => {
      const fields = record(body);
      return {
        message: filled(fields?.message) ?? filled(fields?.error),
        code: filled(fields?.error_code) ?? filled(fields?.code),
      };
    },
  });
