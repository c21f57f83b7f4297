import type { TranscriptSegment } from '../../core/transcribe.ts';

/** The signs with which vocabularies mark that a piece begins a word: SentencePiece's, and a plain space. */
const WORD_BEGIN = /^[▁ ]/;

/** Words from the pieces that a model prints, each with the second in which it begins. Empty where there are no times. */
export function wordsOfTokens(tokens: unknown, times: unknown, durationS: number): readonly TranscriptSegment[] {
  if (!Array.isArray(tokens) || !Array.isArray(times) || tokens.length !== times.length) return [];
  const starts: readonly number[] = times.map(Number);
  const words: { text: string; startS: number; endS: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    const piece = String(token);
    const startS = starts[index] ?? 0;
    const endS = starts[index + 1] ?? durationS;
    const last = words.at(-1);
    if (last === undefined || WORD_BEGIN.test(piece)) {
      if (last !== undefined) last.endS = Math.max(last.startS, startS);
      words.push({ text: piece.replace(WORD_BEGIN, ''), startS, endS });
    } else {
      last.text += piece;
      last.endS = endS;
    }
  }
  return words.filter(({ text }) => text !== '');
}
