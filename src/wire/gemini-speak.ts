import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakLimits, SpeakRequest } from '../core/speak.ts';
import { answerError } from '../http/errors.ts';
import { count, defined, filled, record, records } from './read.ts';
import { noSound, type Sound } from './speak/audio-answer.ts';
import { rateOfType } from './speak/sound-format.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, paced, segment } from './speak/wishes.ts';

const VOICE = 'Kore';
const RATE = 24_000;

/**
 * https://ai.google.dev/gemini-api/docs/speech-generation: 8,192 tokens go in; a voice drifts in sound of more than a few
 * minutes, which is about as many characters.
 */
const LIMITS: SpeakLimits = { maxCharacters: 4000, formats: ['pcm'] };

/** A request as `POST /models/{model}:generateContent`. What is not said in the text is not said at all: no pace, no language. */
export function encodeRequest({ model, text, voice, speed, language }: SpeakRequest): SpeakCall {
  return {
    path: `/models/${segment(model, 'model')}:generateContent`,
    rate: RATE,
    body: {
      contents: [{ role: 'user', parts: [{ text }] }],
      generationConfig: {
        responseModalities: ['AUDIO'],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice ?? VOICE } } },
      },
    },
    notes: [...paced(speed).notes, ...droppedLanguage(language)],
  };
}

/** Samples in base64, with their rate in the media type. Throws `content_filter` where the text was blocked. */
async function* decode(answer: { json(): Promise<unknown> }, provider: string): Sound {
  const body = await answer.json();
  const fields = record(body);
  const [candidate] = records(fields?.candidates);
  const blobs = records(record(candidate?.content)?.parts).flatMap(({ inlineData }) => {
    const blob = record(inlineData);
    return blob === undefined ? [] : [blob];
  });
  const reason = filled(record(fields?.promptFeedback)?.blockReason) ?? filled(candidate?.finishReason);
  if (blobs.length === 0) {
    if (reason === undefined || reason === 'STOP') throw noSound(body, provider);
    const code = /SAFETY|PROHIBITED|BLOCK|SPII|RECITATION/.test(reason) ? 'content_filter' : undefined;
    throw answerError(provider, { message: `no sound: ${reason}`, code }, true);
  }
  for (const { data } of blobs) yield Buffer.from(filled(data) ?? '', 'base64');
  const usage = record(fields?.usageMetadata);
  const rate = rateOfType(filled(blobs[0]?.mimeType));
  const model = filled(fields?.modelVersion);
  return {
    ...(usage !== undefined && {
      usage: defined({ input: count(usage.promptTokenCount), output: count(usage.candidatesTokenCount) }),
    }),
    ...(rate !== undefined && { rate }),
    ...(model !== undefined && { model }),
    ...(reason === 'MAX_TOKENS' && { notes: ['the sound was cut: the text needs more of it than one answer holds'] }),
  };
}

/** Speech of Gemini's models: raw samples. */
export const geminiSpeak = (): CapabilityFactory<'speak'> =>
  speakOverHttp({ limits: () => LIMITS, encode: encodeRequest, decode });
