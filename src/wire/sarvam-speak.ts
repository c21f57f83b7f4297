import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakRequest } from '../core/speak.ts';
import { defined, filled, list, record } from './read.ts';
import { isJsonAnswer, noSound, type Sound, soundOf } from './speak/audio-answer.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { isHasty, languageAlone, type PaceRange, paced } from './speak/wishes.ts';

const RATE = 24_000;

/** What can be joined from several pieces: a second container inside a first one cannot. */
const FORMATS: readonly SpeakFormat[] = ['mp3', 'pcm'];
const CODECS: Readonly<Partial<Record<SpeakFormat, string>>> = { mp3: 'mp3', pcm: 'linear16' };

const isSecond = (model: string): boolean => /:v2/.test(model);
const paceOf = (model: string): PaceRange => (isSecond(model) ? [0.3, 3] : [0.5, 2]);

/** Every language that it speaks is one of India; Odia has a code of its own. */
function languageOf(language: string | undefined): string {
  const code = languageAlone(language) ?? 'en';
  return `${code === 'or' ? 'od' : code}-IN`;
}

/** A request as the body of `POST /text-to-speech` or, where sound has to come soon, of its stream. */
export function encodeRequest({ model, text, voice, format, latency, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, paceOf(model));
  return {
    host: 'speech',
    path: isHasty(latency) ? '/text-to-speech/stream' : '/text-to-speech',
    rate: RATE,
    body: defined({
      text,
      target_language_code: languageOf(language),
      model,
      speaker: voice ?? (isSecond(model) ? 'anushka' : 'shubh'),
      pace: pace.speed,
      speech_sample_rate: RATE,
      output_audio_codec: CODECS[format],
    }),
    notes: pace.notes,
  };
}

/** Sarvam's voices. */
export const sarvamSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: (model) => ({ maxCharacters: isSecond(model) ? 1500 : 2500, formats: FORMATS }),
    encode: encodeRequest,
    async *decode(answer, provider): Sound {
      if (!isJsonAnswer(answer)) return yield* soundOf(answer, provider);
      const body = await answer.json();
      const pieces = list(record(body)?.audios).flatMap((piece) => filled(piece) ?? []);
      if (pieces.length === 0) throw noSound(body, provider);
      for (const piece of pieces) yield Buffer.from(piece, 'base64');
      return undefined;
    },
  });
