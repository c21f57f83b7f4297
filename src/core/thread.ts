import type { ChatResult } from './chat.ts';
import { type Message, type Part, textOf } from './content.ts';
import type { Thread } from './continuation.ts';

/**
 * A thread with what the caller sends next. A caller may send only the new messages, or the whole history again: it
 * is the history when it begins with the thread's first message and goes on, and then every assistant turn that
 * matches one of the thread's gets its raw items back.
 */
export function joinThread(thread: Thread, messages: readonly Message[]): readonly Message[] {
  if (isWholeHistory(thread, messages)) return withRawTurns(thread, messages);
  const systems = messages.filter((message) => message.role === 'system');
  if (systems.length === 0) return [...thread.messages, ...messages];
  // New instructions stand where the old ones stood: few providers take them in the middle.
  const turns = [...thread.messages, ...messages].filter((message) => message.role !== 'system');
  return [...systems, ...turns];
}

function isWholeHistory(thread: Thread, messages: readonly Message[]): boolean {
  const first = thread.messages.find((message) => message.role !== 'system');
  const [begin, ...more] = messages.filter((message) => message.role !== 'system');
  return first !== undefined && begin !== undefined && more.length > 0 && isSame(first, begin);
}

function withRawTurns(thread: Thread, messages: readonly Message[]): readonly Message[] {
  const kept = thread.messages.filter((message) => message.role === 'assistant' && message.raw !== undefined);
  return messages.map((message) => {
    if (message.role !== 'assistant' || message.raw !== undefined) return message;
    const index = kept.findIndex((turn) => isSame(turn, message));
    if (index === -1) return message;
    // Turns match in order, so that two equal answers each get their own items.
    const [turn] = kept.splice(0, index + 1).slice(-1);
    return turn?.role === 'assistant' ? { ...message, raw: turn.raw } : message;
  });
}

/** Equal in what a caller can see and send again. */
const isSame = (left: Message, right: Message): boolean => fingerprint(left) === fingerprint(right);

function fingerprint(message: Message): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  const media = message.parts.filter((part) => part.type !== 'text').map(mediaMark);
  return JSON.stringify([
    message.role,
    textOf(message.parts).trim(),
    media,
    message.role === 'tool' ? message.toolCallId : undefined,
    calls.map((call) => [call.id, call.name]),
  ]);
}

const mediaMark = (part: Exclude<Part, { type: 'text' }>): readonly unknown[] => [part.type, part.media.bytes.length];

/** The assistant's turn of an answer, raw items included. */
export const assistantTurn = ({ text, toolCalls, raw }: ChatResult): Message => ({
  role: 'assistant',
  parts: text === '' ? [] : [{ type: 'text', text }],
  ...(toolCalls.length > 0 && { toolCalls }),
  raw,
});
