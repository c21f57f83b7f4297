import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import type { Usage } from '../core/usage.ts';
import { answerError } from '../http/errors.ts';
import { eventJson, isStream } from './frames.ts';
import { minimaxFault } from './minimax-fault.ts';
import { count, defined, filled, type Json, record } from './read.ts';
import { cutSound, noSound, type Report, type Sound } from './speak/audio-answer.ts';
import { hexPieces } from './speak/pieces.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { languageAlone, type PaceRange, paced } from './speak/wishes.ts';

const VOICE = 'English_expressive_narrator';
const RATE = 32_000;
const PACE: PaceRange = [0.5, 2];

/** https://platform.minimax.io/docs/api-reference/speech-t2a-http: below 10,000 characters. */
const LIMITS: SpeakLimits = { maxCharacters: 9_999, formats: ['mp3', 'pcm', 'flac', 'wav'] };

/** The provider names languages in English. */
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });

/** A container is finished only when the length of all is known, so the provider streams no WAV. */
const streams = (format: SpeakFormat): boolean => format !== 'wav';

/** A request as the body of `POST /t2a_v2`. */
export function encodeRequest({ model, text, voice, format, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  const code = languageAlone(language);
  return {
    path: '/t2a_v2',
    rate: RATE,
    body: defined({
      model,
      text,
      stream: streams(format),
      // The last event would repeat all the sound.
      stream_options: streams(format) ? { exclude_aggregated_audio: true } : undefined,
      voice_setting: { voice_id: voice ?? VOICE, speed: pace.speed ?? 1, vol: 1, pitch: 0 },
      audio_setting: defined({
        sample_rate: RATE,
        bitrate: format === 'mp3' ? 128_000 : undefined,
        format,
        channel: 1,
      }),
      language_boost: code === undefined ? 'auto' : (LANGUAGES.of(code) ?? 'auto'),
      output_format: 'hex',
    }),
    notes: pace.notes,
  };
}

/** One answer or event. Throws what its `base_resp` says, which comes with HTTP 200. */
function read(body: unknown, provider: string, hasSound: boolean): { hex?: string; isLast: boolean; report?: Report } {
  const fields = record(body) ?? {};
  const fault = minimaxFault(fields);
  if (fault !== undefined) throw answerError(provider, fault, hasSound);
  if (fields.error !== undefined && fields.data === undefined) throw noSound(body, provider);
  const data = record(fields.data);
  const info = record(fields.extra_info);
  return {
    hex: filled(data?.audio),
    isLast: data?.status === 2 || info !== undefined,
    report: info === undefined ? undefined : reportIn(info),
  };
}

function reportIn(info: Json): Report {
  const characters = count(info.usage_characters);
  const rate = count(info.audio_sample_rate);
  const usage: Usage | undefined = characters === undefined ? undefined : { characters };
  return { ...(usage !== undefined && { usage }), ...(rate !== undefined && { rate }) };
}

/** MiniMax's voices. */
export const minimaxSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: () => LIMITS,
    encode: encodeRequest,
    async *decode(answer, provider): Sound {
      const pieces = hexPieces();
      if (!isStream(answer)) {
        const body = await answer.json();
        const { hex, report } = read(body, provider, false);
        if (hex === undefined) throw noSound(body, provider);
        yield pieces.push(hex);
        return report;
      }
      let hasSound = false;
      for await (const { data } of answer.events()) {
        const { hex, isLast, report } = read(eventJson(data, provider), provider, hasSound);
        // Where the whole is repeated at the end, it is known already.
        if (hex !== undefined && !(isLast && hasSound)) {
          hasSound = true;
          yield pieces.push(hex);
        }
        if (isLast) return report;
      }
      throw cutSound(provider);
    },
  });
