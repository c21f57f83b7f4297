import { answerError } from '../../http/errors.ts';
import { readElevenlabsError } from '../elevenlabs-error.ts';
import { eventJson } from '../frames.ts';
import { filled, type Json, record } from '../read.ts';
import type { SocketMessages } from '../socket-messages.ts';
import { cutSound, type Sound } from '../speak/audio-answer.ts';
import { base64Pieces } from '../speak/pieces.ts';

/**
 * A whole text as the messages of `stream-input`. The first opens the voice, the empty one says that nothing follows.
 * Text without a space at its end can stay in the buffer.
 */
export const streamInputMessages = (text: string, opening: Json): readonly Json[] => [
  { text: ' ', ...opening },
  { text: `${text.trimEnd()} `, flush: true },
  { text: '' },
];

/** The same for one context of `multi-stream-input`. */
export const contextMessages = (text: string, opening: Json, context: string): readonly Json[] => [
  { text: ' ', ...opening, context_id: context },
  { text: `${text.trimEnd()} `, context_id: context, flush: true },
  closing(context),
];

/** Ends a context. What it was told to flush is still spoken; the last message follows. */
export const closing = (context: string): Json => ({ context_id: context, close_context: true });

/** A whole text as the messages of `text-to-dialogue/stream-input`, which has no word for stopping: a closed socket does. */
export const dialogueMessages = (text: string, opening: Json, voice: string): readonly Json[] => [
  { voices: [voice], ...opening },
  { inputs: [{ text, voice_id: voice }] },
  { flush: true },
  { close_socket: true },
];

/** The sound of one text, until its last message. Messages of another context are not ours. */
export async function* soundOfSocket(
  socket: SocketMessages,
  {
    messages,
    context,
    provider,
  }: { readonly messages: readonly Json[]; readonly context?: string; readonly provider: string },
): Sound {
  const pieces = base64Pieces();
  let hasSound = false;
  try {
    for (const message of messages) socket.send(message);
    for await (const message of socket.read()) {
      if (typeof message !== 'string') continue;
      const said = record(eventJson(message, provider)) ?? {};
      if (said.error !== undefined && said.error !== null)
        throw answerError(provider, readElevenlabsError(said), hasSound);
      const of = filled(said.contextId) ?? filled(said.context_id);
      if (context !== undefined && of !== undefined && of !== context) continue;
      const audio = filled(said.audio);
      if (audio !== undefined) {
        hasSound = true;
        yield pieces.push(audio);
      }
      if (said.isFinal === true || said.is_final === true) {
        yield pieces.end();
        return undefined;
      }
    }
    throw cutSound(provider);
  } finally {
    if (context !== undefined) socket.send({ close_socket: true });
    socket.close();
  }
}
