import type { ChatEvent } from '../../core/chat.ts';
import { argumentsOf } from '../openai-chat/message.ts';
import { defined, filled, type Json, record, text } from '../read.ts';
import { spoken } from './message.ts';

type Call = { readonly fields: Json; readonly name: string; pieces: string; told: number };

/** Puts the assistant message of a stream together again, as it would have come whole. */
type StreamedMessage = {
  /** What one event adds, by its type, index and `delta.message`. */
  add(type: string, index: number, message: Json): Iterable<ChatEvent>;
  hasCalls(): boolean;
  hasAnything(): boolean;
  finished(): Json;
};

export function createStreamedMessage(): StreamedMessage {
  const content = new Map<number, Record<string, unknown>>();
  const calls = new Map<number, Call>();
  const citations: unknown[] = [];
  let plan = '';

  function* addContent(index: number, piece: unknown): Generator<ChatEvent> {
    const said = spoken(piece);
    const kind = said.thinking !== '' || record(piece)?.type === 'thinking' ? 'thinking' : 'text';
    const block = content.get(index) ?? { type: kind, [kind]: '' };
    content.set(index, block);
    // Where both come in one piece the thought came first.
    for (const field of ['thinking', 'text'] as const) {
      if (said[field] === '') continue;
      block[field] = `${text(block[field]) ?? ''}${said[field]}`;
      yield { type: field === 'text' ? 'text-delta' : 'reasoning-delta', text: said[field] };
    }
  }

  function* addCall(index: number, delta: Json): Generator<ChatEvent> {
    const called = record(delta.function) ?? {};
    const known = calls.get(index);
    const call = known ?? { fields: delta, name: filled(called.name) ?? '', pieces: '', told: 0 };
    calls.set(index, call);
    call.pieces += argumentsOf(called.arguments) ?? '';
    // `null` stands for no arguments: what could still become it waits for the rest.
    const isHeld = 'null'.startsWith(call.pieces.trim());
    const written = isHeld ? '' : call.pieces.slice(call.told);
    call.told += written.length;
    if (known === undefined) yield { type: 'tool-call-delta', index, id: filled(delta.id), name: call.name };
    if (written !== '') yield { type: 'tool-call-delta', index, arguments: written };
  }

  return {
    *add(type: string, index: number, message: Json): Generator<ChatEvent> {
      if (type === 'content-start' || type === 'content-delta') yield* addContent(index, message.content);
      else if (type === 'tool-plan-delta') {
        const piece = text(message.tool_plan) ?? '';
        plan += piece;
        if (piece !== '') yield { type: 'reasoning-delta', text: piece };
      } else if (type === 'tool-call-start' || type === 'tool-call-delta') {
        yield* addCall(index, record(message.tool_calls) ?? {});
      } else if (type === 'citation-start' && message.citations !== undefined) citations.push(message.citations);
    },
    hasCalls: (): boolean => calls.size > 0,
    hasAnything: (): boolean => calls.size > 0 || plan !== '' || content.size > 0,
    finished: (): Json =>
      defined({
        role: 'assistant',
        content: content.size === 0 ? undefined : [...content.values()],
        tool_plan: plan === '' ? undefined : plan,
        tool_calls:
          calls.size === 0
            ? undefined
            : [...calls.values()].map(({ fields, name, pieces }) => ({
                ...fields,
                function: { name, arguments: pieces || '{}' },
              })),
        citations: citations.length === 0 ? undefined : citations,
      }),
  };
}
