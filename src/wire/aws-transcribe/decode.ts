import type { EventFrame } from '../../core/endpoint.ts';
import type { TranscriptSegment } from '../../core/transcribe.ts';
import { eventJson } from '../frames.ts';
import { filled, type Json, record, records, text } from '../read.ts';
import { type Heard, spanOf } from '../transcription.ts';

type Said = { readonly text: string; readonly words: readonly TranscriptSegment[] };

/** Collects what a stream of transcript events says. Partial results are followed by the whole one, so they are left. */
export function transcriptReader(provider: string) {
  const said: Said[] = [];
  let language: string | undefined;
  return {
    read({ headers, payload }: EventFrame): void {
      if (headers[':event-type'] !== 'TranscriptEvent') return;
      const event = record(eventJson(new TextDecoder().decode(payload), provider));
      for (const result of records(record(event?.Transcript)?.Results)) {
        if (result.IsPartial === true) continue;
        const [alternative] = records(result.Alternatives);
        language ??= filled(result.LanguageCode);
        said.push({ text: text(alternative?.Transcript) ?? '', words: wordsOf(records(alternative?.Items)) });
      }
    },
    heard: (): Heard => ({
      text: said
        .map((one) => one.text)
        .filter((one) => one !== '')
        .join(' '),
      words: said.flatMap(({ words }) => words),
      ...(language !== undefined && { language }),
    }),
  };
}

/** A mark belongs to the word before it, so that sentence ends are seen. */
function wordsOf(items: readonly Json[]): readonly TranscriptSegment[] {
  const words: TranscriptSegment[] = [];
  for (const { Type, Content, StartTime, EndTime, Speaker, Confidence } of items) {
    const last = words.at(-1);
    if (Type === 'punctuation') {
      if (last !== undefined) words[words.length - 1] = { ...last, text: `${last.text}${text(Content) ?? ''}` };
      continue;
    }
    const word = spanOf({ start: StartTime, end: EndTime, text: Content, speaker: Speaker, confidence: Confidence });
    if (word !== undefined) words.push(word);
  }
  return words;
}
