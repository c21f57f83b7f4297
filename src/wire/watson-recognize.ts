import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { audioBlob } from './audio-file.ts';
import { type Json, list, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { dropped } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

/** Synchronous recognition: the audio as it is, all options in the query. A model is of one language. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const { model, audio, diarize, timestamps, language } = request;
  const speaks = model.slice(0, 2).toLowerCase() === language?.slice(0, 2).toLowerCase();
  const hasTimes = timestamps !== 'none' || diarize === true;
  return {
    path: '/v1/recognize',
    query: {
      model,
      ...(hasTimes && { timestamps: 'true', word_confidence: 'true' }),
      ...(diarize === true && { speaker_labels: 'true' }),
      // Dates and numbers are written as such in these languages.
      ...(/^(en|es|ja)/.test(model) && { smart_formatting: 'true' }),
    },
    body: audioBlob(audio),
    notes: [
      ...dropped(request, { prompt: true }),
      ...(language === undefined || speaks ? [] : [`language was dropped: ${model} hears one of its own`]),
    ],
  };
}

/** Results, here or inside the results of an asynchronous job, with speakers in a list beside them. */
export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (one) => Array.isArray(one.results));
  const outer = records(answer.results);
  const isJob = outer.some((one) => Array.isArray(one.results));
  const results = isJob ? outer.flatMap((one) => records(one.results)) : outer;
  const speakers = speakersAt(
    records([...list(answer.speaker_labels), ...outer.flatMap((one) => list(one.speaker_labels))]),
  );
  const best = results.map((result) => records(result.alternatives)[0]).filter((one) => one !== undefined);
  return {
    text: best.map((alternative) => text(alternative.transcript)?.trim() ?? '').join(' '),
    words: best.flatMap((alternative) => wordsOf(alternative, speakers)),
  };
}

/** A label begins where its word begins. */
const speakersAt = (labels: readonly Json[]): ReadonlyMap<number, unknown> =>
  new Map(labels.map((label) => [numberOf(label.from) ?? -1, label.speaker]));

/** `timestamps` is a list of `[word, from, to]`, `word_confidence` one of `[word, confidence]` in the same order. */
function wordsOf(alternative: Json, speakers: ReadonlyMap<number, unknown>): readonly TranscriptSegment[] {
  const confidences = list(alternative.word_confidence);
  return spans(
    list(alternative.timestamps).map((item, index) => {
      const [said, start, end] = list(item);
      return {
        text: said,
        start,
        end,
        confidence: list(confidences[index])[1],
        speaker: speakers.get(numberOf(start) ?? -2),
      };
    }),
    spanOf,
  );
}

/** IBM Watson Speech to Text. */
export const watsonRecognize = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: ['wav', 'mp3', 'flac', 'ogg', 'opus', 'webm'], maxBytes: 100_000_000 }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
