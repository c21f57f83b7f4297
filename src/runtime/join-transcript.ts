import { sumOfCosts } from '../core/money.ts';
import type { TranscribeResult, TranscriptSegment } from '../core/transcribe.ts';
import { addUsage } from '../core/usage.ts';

/** What was heard in one stretch of the audio. Times of the transcript count from its start. */
export type PartialTranscript = {
  readonly startS: number;
  readonly endS: number | undefined;
  readonly transcript: TranscribeResult;
};

/** Scripts that put no space between sentences. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}。！？]$/u;

/** One transcript of all parts, in order, its times counted from the start of the whole. */
export function joinTranscripts(parts: readonly PartialTranscript[], durationS: number | undefined): TranscribeResult {
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && only.startS === 0) {
    return { ...only.transcript, durationS: only.transcript.durationS ?? durationS };
  }
  const isMany = parts.length > 1;
  const hasTimes = parts.some(({ transcript }) => transcript.segments.length > 0);
  const segments = parts.flatMap((part, index) =>
    hasTimes ? placed(segmentsOf(part), part, isMany ? index : undefined) : [],
  );
  const words = parts.every(({ transcript }) => transcript.words !== undefined || transcript.text.trim() === '')
    ? parts.flatMap((part, index) => placed(part.transcript.words ?? [], part, isMany ? index : undefined))
    : undefined;
  const speakers = segments.some(({ speaker }) => speaker !== undefined);
  return {
    text: joinTexts(parts.map(({ transcript }) => transcript.text)),
    language: mostHeard(parts),
    durationS,
    segments,
    ...(words !== undefined && { words }),
    usage: parts.map(({ transcript }) => transcript.usage).reduce(addUsage, {}),
    model: parts.find(({ transcript }) => transcript.model !== undefined)?.transcript.model,
    costMicroUsd: sumOfCosts(parts.map(({ transcript }) => transcript.costMicroUsd)),
    notes: [
      ...new Set(parts.flatMap(({ transcript }) => transcript.notes ?? [])),
      ...(speakers && isMany
        ? ['Speakers are told apart within each part only: 1.A and 2.A need not be the same person.']
        : []),
    ],
  };
}

/** A part without times among parts with them is one segment: what it says must not be missing there. */
function segmentsOf({ startS, endS, transcript }: PartialTranscript): readonly TranscriptSegment[] {
  const text = transcript.text.trim();
  if (transcript.segments.length > 0 || text === '') return transcript.segments;
  return [{ startS: 0, endS: endS === undefined ? (transcript.durationS ?? 0) : endS - startS, text }];
}

/** Moved to where the part stands, never beyond its end: some models give the last word more time than there is. */
function placed(
  spans: readonly TranscriptSegment[],
  { startS, endS = Number.POSITIVE_INFINITY }: PartialTranscript,
  index: number | undefined,
): readonly TranscriptSegment[] {
  const at = (seconds: number): number => roundMs(Math.min(startS + Math.max(0, seconds), endS));
  return spans.map((span) => ({
    ...span,
    startS: at(span.startS),
    endS: at(span.endS),
    ...(span.speaker !== undefined && index !== undefined && { speaker: `${index + 1}.${span.speaker}` }),
  }));
}

const roundMs = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const joinTexts = (texts: readonly string[]): string =>
  texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .reduce((whole, text) => (whole === '' || UNSPACED.test(whole) ? whole + text : `${whole} ${text}`), '');

/** The language of most of the text, where parts disagree. */
function mostHeard(parts: readonly PartialTranscript[]): string | undefined {
  const heard = new Map<string, number>();
  for (const { transcript } of parts) {
    const { language, text } = transcript;
    if (language !== undefined) heard.set(language, (heard.get(language) ?? 0) + text.length);
  }
  return [...heard].sort(([, left], [, right]) => right - left)[0]?.[0];
}
