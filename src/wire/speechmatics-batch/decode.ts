import type { TranscriptSegment } from '../../core/transcribe.ts';
import { filled, type Json, record, records, text } from '../read.ts';
import { type Heard, numberOf, spanOf } from '../transcription.ts';

/** A transcript as `json-v2`; also the flat list of words that its first version was. */
export function decodeTranscript(answer: Json): Heard {
  const job = record(answer.job);
  const metadata = record(answer.metadata);
  const results = records(answer.results);
  const delimiter = text(record(metadata?.language_pack_info)?.word_delimiter) ?? ' ';
  const old = records(answer.words);
  const items = results.length > 0 ? results : old.map(itemOf);
  const predicted = records(record(metadata?.language_identification)?.results)[0];
  return {
    text: textOf(items, delimiter),
    language:
      filled(best(items[0])?.language) ??
      filled(record(predicted?.alternatives)?.language) ??
      filled(record(metadata?.transcription_config)?.language) ??
      filled(job?.lang),
    durationS: numberOf(job?.duration),
    words: wordsOf(items),
  };
}

const best = (item: Json | undefined): Json | undefined => records(item?.alternatives)[0];

/** A word of the first version: its length instead of its end, and all numbers as text. */
function itemOf(word: Json): Json {
  const start = numberOf(word.time);
  const length = numberOf(word.duration);
  const isMark = /^[.,!?;:]$/.test(text(word.name) ?? '');
  return {
    type: isMark ? 'punctuation' : 'word',
    start_time: start,
    end_time: start === undefined || length === undefined ? undefined : start + length,
    alternatives: [{ content: word.name, confidence: numberOf(word.confidence) }],
  };
}

/** Where a mark holds on: a full stop to the word before, an opening quote to the next, a hyphen to both. */
const attachmentOf = (item: Json): string =>
  item.type === 'punctuation' ? (filled(item.attaches_to) ?? 'previous') : 'none';

const sticksLeft = (item: Json): boolean => ['previous', 'both'].includes(attachmentOf(item));
const sticksRight = (item: Json): boolean => ['next', 'both'].includes(attachmentOf(item));

function textOf(items: readonly Json[], delimiter: string): string {
  let said = '';
  let isGlued = true;
  for (const item of items) {
    const content = text(best(item)?.content);
    if (content === undefined) continue;
    said += isGlued || sticksLeft(item) ? content : `${delimiter}${content}`;
    isGlued = sticksRight(item);
  }
  return said;
}

/** Words with the marks that hold on to them, so that sentence ends are seen. */
function wordsOf(items: readonly Json[]): readonly TranscriptSegment[] {
  const words: TranscriptSegment[] = [];
  let before = '';
  for (const item of items) {
    const alternative = best(item);
    const content = text(alternative?.content) ?? '';
    const last = words.at(-1);
    if (sticksLeft(item) && last !== undefined && before === '') {
      words[words.length - 1] = { ...last, text: `${last.text}${content}` };
      continue;
    }
    if (attachmentOf(item) === 'next') {
      before += content;
      continue;
    }
    const word = spanOf({
      start: item.start_time,
      end: item.end_time,
      text: `${before}${content}`,
      speaker: alternative?.speaker,
      confidence: alternative?.confidence,
    });
    before = '';
    if (word !== undefined) words.push(word);
  }
  return words;
}
