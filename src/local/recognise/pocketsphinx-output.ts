import type { TranscriptSegment } from '../../core/transcribe.ts';

type Words = readonly TranscriptSegment[];

/** `utterance channel start duration word confidence`, as `pocketsphinx_batch -ctm` writes it. */
const CTM = /^\S+ \S+ (?<start>[\d.]+) (?<duration>[\d.]+) (?<text>\S+) (?<confidence>\S+)$/;
/** `word start end confidence`, as `pocketsphinx_continuous -time yes` prints it below each utterance. */
const TIMED = /^(?<text>\S+) (?<start>\d+\.\d+) (?<end>\d+\.\d+) (?<confidence>\d\S*)$/;

export const readCtm = (file: string): Words => wordsIn(file, CTM);

export const readContinuous = (stdout: string): Words => wordsIn(stdout, TIMED);

function wordsIn(text: string, line: RegExp): Words {
  return text.split(/\r?\n/).flatMap((each) => {
    const found = line.exec(each.trim())?.groups;
    if (found === undefined) return [];
    const startS = Number(found.start);
    const endS = found.end === undefined ? startS + Number(found.duration) : Number(found.end);
    return wordOf(found.text, startS, endS, Number(found.confidence));
  });
}

/** What `pocketsphinx single` (5.x) prints: a line of JSON an utterance; words in `w` with `t` text, `b` begin, `d` duration, `p` probability. */
export function readSingle(stdout: string): Words {
  return stdout.split(/\r?\n/).flatMap((line) =>
    entriesOf(parsed(line)).flatMap(({ t, b, d, p }) => {
      if (typeof t !== 'string' || typeof b !== 'number' || typeof d !== 'number') return [];
      return wordOf(t, b, b + d, Number(p));
    }),
  );
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const entriesOf = (line: unknown): readonly Fields[] =>
  isFields(line) && Array.isArray(line.w) ? line.w.filter(isFields) : [];

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** `<s>`, `<sil>`, `[NOISE]` and `++BREATH++` are heard, and are no words. */
const NO_WORD = /^(?:<.*>|\[.*\]|\+\+.*\+\+)$/;

function wordOf(said: string | undefined, startS: number, endS: number, confidence: number): Words {
  if (said === undefined || NO_WORD.test(said) || !Number.isFinite(startS + endS)) return [];
  // `read(2)` is the second way to pronounce it. Posteriors come out a little above 1.
  const text = said.replace(/\(\d+\)$/, '');
  const isKnown = Number.isFinite(confidence);
  return [{ startS, endS, text, ...(isKnown ? { confidence: Math.min(1, Math.max(0, confidence)) } : {}) }];
}
