import type { TranscribeRequest, TranscriptSegment } from '../../core/transcribe.ts';
import { answerError } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { count, filled, type Json, record, records, text } from '../read.ts';
import { baseLanguage, dropped, termsOf } from '../transcribe-wishes.ts';
import { type Heard, numberOf, spanOf, spans } from '../transcription.ts';
import { wordOf } from './decode.ts';

/** Flux models listen on a socket alone, and say what they heard turn by turn. */
export const isFlux = (model: string): boolean => model.startsWith('flux');

/** The socket's query. A container says by itself what is in it, so neither encoding nor rate stands there. */
export function fluxQuery(request: TranscribeRequest): { readonly query: string; readonly notes: readonly string[] } {
  const { model, language, prompt } = request;
  const { terms, notes } = termsOf(prompt, { most: 100, longest: 100 });
  const query = new URLSearchParams({ model });
  const isMultilingual = model.includes('multi');
  if (isMultilingual && language !== undefined) query.set('language_hint', baseLanguage(language) ?? language);
  for (const term of terms) query.append('keyterm', term);
  return {
    query: query.toString(),
    notes: [
      ...notes,
      ...dropped(request, { speakers: true, language: !isMultilingual && baseLanguage(language) !== 'en' }),
    ],
  };
}

type Turn = { readonly text: string; readonly words: readonly TranscriptSegment[]; readonly span?: TranscriptSegment };

/** Collects what a Flux socket says: each message of a turn replaces what was said of that turn before. */
export function fluxReader(provider: string) {
  const turns = new Map<number, Turn>();
  let heardUntilS: number | undefined;
  return {
    /** Reads one message. Throws the error that it carries. */
    read(data: string): void {
      const message = record(eventJson(data, provider)) ?? {};
      if (message.type === 'Error') {
        throw answerError(
          provider,
          { message: filled(message.description) ?? filled(message.message), code: filled(message.code) },
          turns.size > 0,
        );
      }
      if (message.type !== 'TurnInfo') return;
      const until = numberOf(message.audio_window_end);
      if (until !== undefined) heardUntilS = Math.max(heardUntilS ?? 0, until);
      turns.set(count(message.turn_index) ?? 0, turnOf(message));
    },
    heard(): Heard {
      const said = [...turns].sort(([left], [right]) => left - right).map(([, turn]) => turn);
      return {
        text: said
          .map((turn) => turn.text)
          .filter((words) => words !== '')
          .join(' '),
        words: said.flatMap(({ words }) => words),
        segments: said.flatMap(({ span }) => span ?? []),
        ...(heardUntilS !== undefined && { durationS: heardUntilS }),
      };
    },
  };
}

/** A turn is a segment: from its first word where words have times, else over the window that was listened to. */
function turnOf(message: Json): Turn {
  const words = spans(records(message.words), wordOf);
  const said = text(message.transcript) ?? '';
  const span = spanOf({
    start: words[0]?.startS ?? message.audio_window_start,
    end: words.at(-1)?.endS ?? message.audio_window_end,
    text: said,
  });
  return { text: said, words, ...(span !== undefined && { span }) };
}
