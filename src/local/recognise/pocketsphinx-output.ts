import type { TranscriptSegment } from '../../core/transcribe.ts';
import { type Heard, joined } from './heard.ts';

/** `word start end confidence`, as `-time yes` prints it after each utterance. */
const TIMED = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d+(?:\.\d+)?(?:e-?\d+)?)$/;

/** What `pocketsphinx_continuous -time yes` (0.8) printed: for each utterance its text, then its words one a line. */
export function readContinuous(stdout: string): Heard {
  const utterances: TranscriptSegment[][] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const [, text, start, end, confidence] = TIMED.exec(line.trim()) ?? [];
    if (text === undefined) {
      if (line.trim() !== '') utterances.push([]);
    } else {
      utterances.at(-1)?.push(wordOf({ text, start: Number(start), end: Number(end), confidence: Number(confidence) }));
    }
  }
  return heardOf(utterances);
}

/** What `pocketsphinx single` (5.x) printed: a line of JSON an utterance, `b` begin, `d` duration, `p` probability, `t` text, `w` words. */
export function readSingle(stdout: string): Heard {
  const utterances = stdout.split(/\r?\n/).map((line) =>
    wordsOf(parsed(line)).flatMap((word) => {
      const { t: text, b: start, d: duration, p: confidence } = word;
      if (typeof text !== 'string' || typeof start !== 'number' || typeof duration !== 'number') return [];
      return [wordOf({ text, start, end: start + duration, confidence: Number(confidence) })];
    }),
  );
  return heardOf(utterances);
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const wordsOf = (line: unknown): readonly Fields[] =>
  isFields(line) && Array.isArray(line.w) ? line.w.filter(isFields) : [];

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function wordOf(word: { readonly text: string; readonly start: number; readonly end: number; confidence: number }) {
  // `read(2)` is the second way to pronounce it. Posteriors come out a little above 1.
  const text = word.text.replace(/\(\d+\)$/, '');
  const confidence = Number.isFinite(word.confidence) ? { confidence: Math.min(1, Math.max(0, word.confidence)) } : {};
  return { startS: word.start, endS: word.end, text, ...confidence };
}

/** `<s>`, `<sil>`, `[NOISE]` and `++BREATH++` are heard, and no words. */
const isWord = ({ text }: TranscriptSegment): boolean => !/^(?:<.*>|\[.*\]|\+\+.*\+\+)$/.test(text);

function heardOf(utterances: readonly (readonly TranscriptSegment[])[]): Heard {
  const spoken = utterances.map((words) => words.filter(isWord)).filter((words) => words.length > 0);
  const segments = spoken.map(joined);
  return { text: segments.map(({ text }) => text).join(' '), segments, words: spoken.flat(), language: 'en' };
}
