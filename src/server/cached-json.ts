import type { JSONRPCMessage, Tool } from '@modelcontextprotocol/server';

/** The JSON of lists that never change, by identity, so that the largest answer of the protocol is written once. */
const texts = new WeakMap<object, string>();

/** Freezes a tool list and keeps its JSON. */
export function cachedList<T extends Tool>(tools: readonly T[]): readonly T[] {
  const frozen = Object.freeze(tools);
  texts.set(frozen, JSON.stringify(frozen));
  return frozen;
}

/** The JSON of a message; a cached list inside its result is copied, not walked. */
export function messageJson(message: JSONRPCMessage): string {
  const result = 'result' in message ? message.result : undefined;
  const tools: unknown = result?.tools;
  const cached = typeof tools === 'object' && tools !== null ? texts.get(tools) : undefined;
  if (result === undefined || cached === undefined) return JSON.stringify(message);
  const { tools: _tools, ...rest } = result;
  const others = JSON.stringify(rest).slice(1);
  const envelope = JSON.stringify({ ...message, result: null });
  const place = envelope.lastIndexOf('"result":null') + '"result":'.length;
  return `${envelope.slice(0, place)}{"tools":${cached}${others === '}' ? '' : ','}${others}${envelope.slice(place + 'null'.length)}`;
}
