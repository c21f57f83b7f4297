import type { ChatEvent } from '../../core/chat.ts';

type CallDelta = Extract<ChatEvent, { type: 'tool-call-delta' }>;

/**
 * Undoes the second encoding of tool arguments: some models write a JSON text that holds the JSON. Arguments that begin
 * like a text are held back until they are whole; all others pass at once.
 */
export async function* plainArguments(
  events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
): AsyncGenerator<ChatEvent> {
  const held = new Map<number, string>();
  const passing = new Set<number>();
  for await (const event of events) {
    if (event.type === 'tool-call-delta') {
      const passed = passOn(event, held, passing);
      if (passed !== undefined) yield passed;
      continue;
    }
    if (event.type === 'done') {
      for (const [index, written] of held) yield { type: 'tool-call-delta', index, arguments: unwrapped(written) };
    }
    yield event;
  }
}

function passOn(event: CallDelta, held: Map<number, string>, passing: Set<number>): CallDelta | undefined {
  const { index, arguments: piece, ...named } = event;
  if (piece === undefined || passing.has(index)) return event;
  const written = (held.get(index) ?? '') + piece;
  const start = written.trimStart();
  if (start !== '' && !start.startsWith('"')) {
    passing.add(index);
    held.delete(index);
    return { ...named, index, arguments: written };
  }
  held.set(index, written);
  return named.id === undefined && named.name === undefined ? undefined : { ...named, index };
}

function unwrapped(written: string): string {
  try {
    const inner: unknown = JSON.parse(written);
    return typeof inner === 'string' ? inner : written;
  } catch {
    return written;
  }
}
