import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { readAwsFailure } from './aws-error.ts';
import { defined } from './read.ts';
import { type Sound, soundOf } from './speak/audio-answer.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { escapeSsml } from './speak/ssml.ts';
import { type PaceRange, paced } from './speak/wishes.ts';

const VOICE = 'Joanna';
/** The higher of the two that raw samples come in. */
const RATE = 16_000;
const PACE: PaceRange = [0.2, 2];

/** 3000 billed characters a request, 6000 with what SSML adds. */
const LIMITS: SpeakLimits = { maxCharacters: 3000, formats: ['mp3', 'pcm'] };

/** A request as the body of `POST /v1/speech`. Polly has no field for a pace, only SSML. */
export function encodeRequest({ model, text, voice, format, speed, language }: SpeakRequest): SpeakCall {
  const pace = paced(speed, PACE);
  const isPaced = pace.speed !== undefined && pace.speed !== 1;
  const spoken = isPaced
    ? `<speak><prosody rate="${Math.round((pace.speed ?? 1) * 100)}%">${escapeSsml(text)}</prosody></speak>`
    : text;
  return {
    path: '/v1/speech',
    rate: RATE,
    body: defined({
      Engine: model,
      LanguageCode: language?.includes('-') ? language : undefined,
      OutputFormat: format,
      SampleRate: format === 'pcm' ? String(RATE) : undefined,
      Text: spoken,
      TextType: isPaced ? 'ssml' : 'text',
      VoiceId: voice ?? VOICE,
    }),
    notes: pace.notes,
  };
}

/** Amazon Polly's voices; the model is its engine. */
export const pollySpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: () => LIMITS,
    encode: encodeRequest,
    async *decode(answer, provider): Sound {
      yield* soundOf(answer, provider);
      const characters = Number(answer.headers['x-amzn-requestcharacters']);
      return characters > 0 ? { usage: { characters } } : undefined;
    },
    decodeError: readAwsFailure,
  });
