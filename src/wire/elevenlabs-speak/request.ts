import type { Latency, SpeakFormat, SpeakRequest } from '../../core/speak.ts';
import { defined, type Json } from '../read.ts';
import { languageAlone, onScale, type PaceRange, paced, segment } from '../speak/wishes.ts';
import { modelOf } from './models.ts';

export const RATE = 24_000;

/** What every plan may ask for: MP3 at 192 kbit/s begins with Creator, samples at 44.1 kHz with Pro. */
const OUTPUTS: Readonly<Partial<Record<SpeakFormat, string>>> = {
  mp3: 'mp3_44100_128',
  pcm: `pcm_${RATE}`,
  opus: 'opus_48000_96',
};
export const FORMATS: readonly SpeakFormat[] = ['mp3', 'pcm', 'opus'];

const PACE: PaceRange = [0.7, 1.2];

/**
 * `optimize_streaming_latency` counts towards speed: 0 is no optimisation and the best sound, 3 the most of it, 4 the most
 * and without the text normaliser.
 */
const OPTIMISATION: Readonly<Record<Latency, string>> = {
  lowest_latency: '4',
  low_latency: '3',
  balanced: '2',
  high_quality: '1',
  highest_quality: '0',
};

/** A request as all three ways say it: over HTTP in the body, over sockets in the address and the first message. */
export type Wish = {
  readonly voice: string;
  /** The voice's part of the path. */
  readonly path: string;
  readonly output: string;
  readonly language: string | undefined;
  readonly voiceSettings: Json | undefined;
  readonly optimisation: string | undefined;
  readonly notes: readonly string[];
};

export function wishOf(request: SpeakRequest, defaultVoice: string): Wish {
  const { model, voice = defaultVoice, format, latency, speed, language, before, after } = request;
  const known = modelOf(model);
  const pace = paced(speed, known.hasPace ? PACE : undefined);
  const optimisation = known.hasLatency ? onScale(latency, OPTIMISATION) : undefined;
  const hasLost = !known.hasContext && (before !== undefined || after !== undefined);
  return {
    voice,
    path: `/v1/text-to-speech/${segment(voice, 'voice')}`,
    output: OUTPUTS[format] ?? 'mp3_44100_128',
    language: known.hasLanguage ? languageAlone(language) : undefined,
    voiceSettings: pace.speed === undefined ? undefined : { speed: pace.speed },
    optimisation,
    notes: [
      ...pace.notes,
      ...(language !== undefined && !known.hasLanguage
        ? [`language was dropped: ${model} hears it from the text`]
        : []),
      ...(hasLost ? [`the texts around this one were dropped: ${model} cannot use them`] : []),
      ...(optimisation === '4' ? ['numbers and dates may be misread: the text normaliser is off at this latency'] : []),
    ],
  };
}

/** The body of `POST /v1/text-to-speech/{voice}/stream`. */
export function bodyOf({ model, text, before, after }: SpeakRequest, wish: Wish): Json {
  const { hasContext } = modelOf(model);
  return defined({
    text,
    model_id: model,
    language_code: wish.language,
    voice_settings: wish.voiceSettings,
    previous_text: hasContext ? before : undefined,
    next_text: hasContext ? after : undefined,
  });
}
