import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { COMMON_FORMATS } from './audio-formats.ts';
import { filled, type Json, list, record, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { dropped, termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, spanOf, spans } from './transcription.ts';

/** The longest audio of a request, in seconds; longer ones are a batch with a storage of its own. */
const LONGEST_S = 30;

/** Languages are those of India with their region; English too. */
const indian = (language: string | undefined): string =>
  language === undefined ? 'unknown' : language.includes('-') ? language : `${language}-IN`;

export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const takesTerms = /:v([4-9]|\d\d)/.test(request.model);
  const { terms, notes } = takesTerms ? termsOf(request.prompt, { most: 50, longest: 64 }) : { terms: [], notes: [] };
  return {
    path: '/speech-to-text',
    host: 'speech',
    body: formOf({
      model: request.model,
      language_code: indian(request.language),
      with_timestamps: request.timestamps === 'none' ? undefined : 'true',
      // One field with a list in it.
      keyterms: terms.length === 0 ? undefined : JSON.stringify(terms),
      file: audioFile(request.audio),
    }),
    notes: [...notes, ...dropped(request, { speakers: true, wordTimes: true, prompt: !takesTerms })],
  };
}

/** Times come as three lists, one entry a phrase. */
export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (one) => typeof one.transcript === 'string');
  const times = record(answer.timestamps);
  const starts = list(times?.start_time_seconds);
  const ends = list(times?.end_time_seconds);
  const phrases = list(times?.words).map((said, index) => ({ text: said, start: starts[index], end: ends[index] }));
  const entries = records(record(answer.diarized_transcript)?.entries);
  return {
    text: text(answer.transcript),
    language: filled(answer.language_code),
    segments: entries.length > 0 ? spans(entries, entryOf) : spans(phrases, spanOf),
  };
}

const entryOf = (entry: Json): TranscriptSegment | undefined =>
  spanOf({
    start: entry.start_time_seconds,
    end: entry.end_time_seconds,
    text: entry.transcript,
    speaker: entry.speaker_id,
  });

/** Sarvam's Saaras on short files. */
export const sarvamStt = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: [...COMMON_FORMATS, 'aac'], maxSeconds: LONGEST_S }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
