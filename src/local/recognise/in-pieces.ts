import { cutAtPauses, speechSpans } from '../../audio/pauses.ts';
import type { Pcm } from '../../core/audio.ts';
import { ProviderError } from '../../core/errors.ts';
import type { TranscribeOptions, TranscribeRequest, TranscribeResult } from '../../core/transcribe.ts';
import { type Heard, placed } from './heard.ts';
import { soundOf } from './sound.ts';

/** Hears one piece. `before` is the end of what was heard so far. */
export type Hear = (piece: Pcm, before: string, signal: AbortSignal) => Promise<Heard>;

const REMEMBERED = 200;

/**
 * Transcribes sound of any length piece by piece, cut at pauses: each piece is progress, and a cancelled call stops at once.
 * Silence is never given to an engine, since most make up words for it.
 */
export async function hearInPieces(
  request: TranscribeRequest,
  { signal, onProgress }: TranscribeOptions,
  engine: { readonly provider: string; readonly maxSeconds: number; readonly hear: Hear },
): Promise<TranscribeResult> {
  const sound = soundOf(request, engine.provider);
  const durationS = sound.samples.length / sound.rate;
  const heard: Heard[] = [];
  let text = '';
  for (const { startS, endS, pcm } of cutAtPauses(sound, { maxSeconds: engine.maxSeconds })) {
    if (signal.aborted) throw new ProviderError('cancelled');
    if (speechSpans(pcm).length > 0) {
      const piece = await engine.hear(pcm, text.slice(-REMEMBERED), signal);
      heard.push({
        ...piece,
        segments: placed(piece.segments, startS, endS),
        words: piece.words === undefined ? undefined : placed(piece.words, startS, endS),
      });
      text = [text, piece.text.trim()].filter((part) => part !== '').join(' ');
    }
    onProgress?.(endS);
  }
  const language = heard.find((piece) => piece.language !== undefined)?.language ?? request.language;
  const timestamps = request.timestamps ?? 'segment';
  return {
    text,
    durationS,
    segments: timestamps === 'none' ? [] : heard.flatMap((piece) => piece.segments),
    usage: { seconds: durationS },
    ...(language === undefined ? {} : { language }),
    ...(timestamps === 'word' ? { words: heard.flatMap((piece) => piece.words ?? []) } : {}),
  };
}
