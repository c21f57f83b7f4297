import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { escapeSsml } from './speak/ssml.ts';
import { type PaceRange, paced } from './speak/wishes.ts';

const VOICE = 'en-US-AvaMultilingualNeural';
const RATE = 24_000;
const PACE: PaceRange = [0.5, 2];

/** https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech: ten minutes of sound a request. */
const LIMITS: SpeakLimits = { maxCharacters: 5000, formats: ['mp3', 'wav', 'pcm', 'opus'] };

const OUTPUTS: Readonly<Partial<Record<SpeakFormat, string>>> = {
  mp3: 'audio-24khz-96kbitrate-mono-mp3',
  wav: 'riff-24khz-16bit-mono-pcm',
  pcm: 'raw-24khz-16bit-mono-pcm',
  opus: 'ogg-24khz-16bit-mono-opus',
};

const LOCALE = /^[a-z]{2,3}-[A-Za-z]{2,4}(?:-[A-Za-z]+)*?(?=-[A-Z]\w+$)/;

/** The SSML document of a text. The voice carries the model; one that is multilingual is told which language follows. */
export function ssmlOf({ model, text, voice = model, language }: SpeakRequest, speed: number | undefined): string {
  const name = LOCALE.test(voice) || voice.includes(':') ? voice : VOICE;
  const locale = LOCALE.exec(name)?.[0] ?? 'en-US';
  const spoken = escapeSsml(text);
  const told =
    language === undefined || locale.toLowerCase().startsWith(language.toLowerCase())
      ? spoken
      : `<lang xml:lang="${escapeSsml(language)}">${spoken}</lang>`;
  const at = speed === undefined ? told : `<prosody rate="${speed}">${told}</prosody>`;
  return [
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${escapeSsml(locale)}">`,
    `<voice name="${escapeSsml(name)}">${at}</voice></speak>`,
  ].join('');
}

/** A request as `POST /cognitiveservices/v1` on the host of the voices. */
export function encodeRequest(request: SpeakRequest): SpeakCall {
  const pace = paced(request.speed, PACE);
  return {
    host: 'tts',
    path: '/cognitiveservices/v1',
    headers: { 'x-microsoft-outputformat': OUTPUTS[request.format] ?? '' },
    body: new Blob([ssmlOf(request, pace.speed)], { type: 'application/ssml+xml' }),
    rate: RATE,
    notes: pace.notes,
  };
}

/** Azure's voices. */
export const azureSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({ limits: () => LIMITS, encode: encodeRequest });
