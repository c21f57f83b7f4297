import type { TranscriptSegment } from '../core/transcribe.ts';

/** The end of a sentence, with what may close after it. */
const SENTENCE_END = /[.!?。！？…‽।۔]["'”’»)\]]*$/u;
/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const PUNCTUATION = /^[\p{Po}\p{Pe}\p{Pf}]+$/u;
/** A silence after which something new begins, whether or not the provider writes punctuation. */
const PAUSE_S = 1.5;

/** Words as a text. Words that bring their own spaces keep them; scripts without spaces get none. */
export function joinWords(words: readonly string[]): string {
  if (words.some((word) => /^\s|\s$/.test(word))) return words.join('').trim();
  let text = '';
  for (const word of words) {
    const isGlued =
      text === '' || PUNCTUATION.test(word) || (UNSPACED.test(text.at(-1) ?? '') && UNSPACED.test(word[0] ?? ''));
    text += isGlued ? word : ` ${word}`;
  }
  return text.trim();
}

/** Words grouped into segments that end with a sentence, before another speaker and before a long pause. */
export function segmentsOf(words: readonly TranscriptSegment[]): readonly TranscriptSegment[] {
  const groups: TranscriptSegment[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group === undefined || last === undefined || isBreak(last, word)) groups.push([word]);
    else group.push(word);
  }
  return groups.flatMap(segmentOf);
}

const isBreak = (last: TranscriptSegment, next: TranscriptSegment): boolean =>
  last.speaker !== next.speaker || SENTENCE_END.test(last.text.trimEnd()) || next.startS - last.endS >= PAUSE_S;

function segmentOf(group: readonly TranscriptSegment[]): readonly TranscriptSegment[] {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return [];
  const text = joinWords(group.map((word) => word.text));
  if (text === '') return [];
  const heard = group.map(({ confidence }) => confidence).filter((value) => value !== undefined);
  return [
    {
      startS: first.startS,
      endS: last.endS,
      text,
      ...(first.speaker !== undefined && { speaker: first.speaker }),
      ...(heard.length === group.length && { confidence: mean(heard) }),
    },
  ];
}

const mean = (values: readonly number[]): number =>
  Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10_000) / 10_000;
