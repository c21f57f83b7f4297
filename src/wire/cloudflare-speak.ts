import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { defined, filled, type Json, record } from './read.ts';
import { isJsonAnswer, noSound, type Sound, soundOf } from './speak/audio-answer.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, languageAlone, paced, segment } from './speak/wishes.ts';

const RATE = 24_000;

const isAura = (model: string): boolean => model.includes('/aura');

/** The limit of Deepgram's own API, whose models they are. */
const AURA: SpeakLimits = { maxCharacters: 2000, formats: ['mp3', 'wav', 'pcm', 'opus', 'flac'] };
const MELO: SpeakLimits = { maxCharacters: 2000, formats: ['mp3'] };

const ENCODINGS: Readonly<Record<SpeakFormat, Json>> = {
  mp3: { encoding: 'mp3' },
  wav: { encoding: 'linear16', container: 'wav', sample_rate: RATE },
  pcm: { encoding: 'linear16', container: 'none', sample_rate: RATE },
  opus: { encoding: 'opus', container: 'ogg' },
  flac: { encoding: 'flac' },
};

/** Names begin with `@cf`, which stays as it is. */
const pathPart = (part: string): string => segment(part, 'model').replaceAll('%40', '@');

/** A request as `POST /run/{model}`: Deepgram's Aura by its own words, MeloTTS by others. */
export function encodeRequest({ model, text, voice, format, speed, language }: SpeakRequest): SpeakCall {
  const path = `/run/${model.split('/').map(pathPart).join('/')}`;
  const notes = paced(speed).notes;
  return isAura(model)
    ? {
        host: 'run',
        path,
        rate: RATE,
        body: defined({ text, speaker: voice, ...ENCODINGS[format] }),
        notes: [...notes, ...droppedLanguage(language)],
      }
    : { host: 'run', path, body: defined({ prompt: text, lang: languageAlone(language) }), notes };
}

/** Voices on Cloudflare: sound as the body, or base64 in the envelope that all its models share. */
export const cloudflareSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: (model) => (isAura(model) ? AURA : MELO),
    encode: encodeRequest,
    async *decode(answer, provider): Sound {
      if (!isJsonAnswer(answer)) return yield* soundOf(answer, provider);
      const body = await answer.json();
      const fields = record(body);
      const audio = filled(record(fields?.result)?.audio) ?? filled(fields?.audio);
      if (audio === undefined || fields?.success === false) throw noSound(body, provider);
      yield Buffer.from(audio, 'base64');
      return undefined;
    },
  });
