import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { COMMON_FORMATS, MEGABYTE } from './audio-formats.ts';
import { base64 } from './media.ts';
import { defined, filled, type Json, record, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { dropped, regionalLanguage, termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

/** Models that find the language themselves; others have to be told. */
const detects = (model: string): boolean => /^chirp_[2-9]/.test(model);
/** Speakers are told by some models only. */
const tellsSpeakers = (model: string): boolean => /^(chirp_[3-9]|telephony|long|short)/.test(model);

/** Mandarin is named by itself. */
const localeOf = (language: string): string => (language === 'zh' ? 'cmn-Hans-CN' : regionalLanguage(language));

/** `recognizers/_:recognize` with the audio inside. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const { model, audio, language, diarize, timestamps } = request;
  const hasSpeakers = diarize === true && tellsSpeakers(model);
  const { terms, notes } = termsOf(request.prompt, { most: 1000, longest: 100 });
  return {
    path: '/recognizers/_:recognize',
    body: {
      config: defined({
        autoDecodingConfig: {},
        model,
        languageCodes: [language === undefined ? (detects(model) ? 'auto' : 'en-US') : localeOf(language)],
        features: defined({
          enableAutomaticPunctuation: true,
          enableWordTimeOffsets: timestamps === 'none' && !hasSpeakers ? undefined : true,
          diarizationConfig: hasSpeakers ? {} : undefined,
        }),
        adaptation:
          terms.length === 0
            ? undefined
            : { phraseSets: [{ inlinePhraseSet: { phrases: terms.map((value) => ({ value })) } }] },
      }),
      content: base64(audio),
    },
    notes: [
      ...notes,
      ...dropped(request, { speakers: !tellsSpeakers(model) }),
      ...(language === undefined && !detects(model)
        ? ['language was taken to be en-US: this model has to be told']
        : []),
    ],
  };
}

export function decodeResponse(body: unknown, provider: string): Heard {
  // Silence is answered without results.
  const answer = answerOf(body, provider, (one) => Array.isArray(one.results) || record(one.metadata) !== undefined);
  const results = records(answer.results);
  const best = results.map((result) => records(result.alternatives)[0]);
  const words = best.flatMap((alternative) => spans(records(alternative?.words), wordOf));
  const billed = secondsOf(record(answer.metadata)?.totalBilledDuration);
  const ends = results.map(({ resultEndOffset }) => secondsOf(resultEndOffset) ?? 0);
  const durationS = ends.length === 0 ? undefined : Math.max(...ends);
  return {
    text: best
      .map((alternative) => text(alternative?.transcript)?.trim() ?? '')
      .filter((said) => said !== '')
      .join(' '),
    language: filled(results[0]?.languageCode),
    words,
    segments: words.length > 0 ? [] : untimed(results),
    ...(durationS !== undefined && durationS > 0 && { durationS }),
    ...(billed !== undefined && { usage: { seconds: billed } }),
  };
}

/** Results without words begin where the one before ended. */
function untimed(results: readonly Json[]): readonly TranscriptSegment[] {
  let start = 0;
  return spans(results, (result) => {
    const end = secondsOf(result.resultEndOffset);
    const said = spanOf({ start, end, text: text(records(result.alternatives)[0]?.transcript)?.trim() });
    start = end ?? start;
    return said;
  });
}

const wordOf = (word: Json): TranscriptSegment | undefined =>
  spanOf({
    // Proto JSON leaves out what is zero.
    start: secondsOf(word.startOffset ?? word.startTime) ?? 0,
    end: secondsOf(word.endOffset ?? word.endTime),
    text: word.word,
    speaker: word.speakerLabel ?? word.speakerTag,
    confidence: word.confidence === 0 ? undefined : word.confidence,
  });

/** A duration as `1.500s`, or as the `{seconds, nanos}` of older clients. */
function secondsOf(duration: unknown): number | undefined {
  if (typeof duration === 'string') return numberOf(duration.replace(/s$/, ''));
  const parts = record(duration);
  if (parts === undefined) return undefined;
  return (numberOf(parts.seconds) ?? 0) + (numberOf(parts.nanos) ?? 0) / 1e9;
}

/** Google Cloud Speech-to-Text v2, for audio that fits into a request: a minute and 10 MB. */
export const googleSpeech = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    // Base64 makes four bytes of three.
    intake: () => ({ formats: COMMON_FORMATS, maxBytes: 7 * MEGABYTE, maxSeconds: 60 }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
