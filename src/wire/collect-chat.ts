import type { ChatEvent, ChatResult } from '../core/chat.ts';
import type { ToolCallRequest } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import { isJson } from './read.ts';

type OpenCall = { id: string; name: string; pieces: string[] };

export type CollectOptions = {
  readonly provider: string;
  readonly onEvent?: (event: ChatEvent) => void;
  /** What the encoder dropped or clamped. */
  readonly notes?: readonly string[];
};

/**
 * Folds the events of one answer into its result, passing each on as it comes. Throws `bad_response` when the answer
 * ends without its terminal event or with a tool call whose arguments are not JSON.
 */
export async function collectChat(
  events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
  { provider, onEvent, notes = [] }: CollectOptions,
): Promise<ChatResult> {
  const texts: string[] = [];
  const reasoning: string[] = [];
  const calls = new Map<number, OpenCall>();
  let usage: Extract<ChatEvent, { type: 'usage' }> | undefined;
  let done: Extract<ChatEvent, { type: 'done' }> | undefined;
  for await (const event of events) {
    if (event.type === 'text-delta') texts.push(event.text);
    else if (event.type === 'reasoning-delta') reasoning.push(event.text);
    else if (event.type === 'usage') usage = event;
    else if (event.type === 'done') done = event;
    else addToCall(calls, event);
    onEvent?.(event);
  }
  if (done === undefined) {
    throw new ProviderError('bad_response', { provider, message: `The answer of ${provider} was cut off.` });
  }
  const { toolCalls, cut } = finishedCalls(calls, done.finishReason === 'length', provider);
  const allNotes = cut === 0 ? notes : [...notes, `${cut} tool call cut off by the token limit was left out`];
  return {
    text: texts.join(''),
    reasoning: reasoning.join(''),
    toolCalls,
    finishReason: done.finishReason,
    usage: usage?.usage ?? {},
    raw: { provider, items: done.raw },
    ...(done.model === undefined ? {} : { model: done.model }),
    ...(usage?.costMicroUsd === undefined ? {} : { costMicroUsd: usage.costMicroUsd }),
    ...(allNotes.length === 0 ? {} : { notes: allNotes }),
  };
}

function addToCall(calls: Map<number, OpenCall>, delta: Extract<ChatEvent, { type: 'tool-call-delta' }>): void {
  const call = calls.get(delta.index) ?? { id: '', name: '', pieces: [] };
  calls.set(delta.index, call);
  call.id ||= delta.id ?? '';
  call.name ||= delta.name ?? '';
  if (delta.arguments !== undefined) call.pieces.push(delta.arguments);
}

/** A call whose JSON is cut is never passed on: left out when the token limit cut it, an error otherwise. */
function finishedCalls(
  calls: ReadonlyMap<number, OpenCall>,
  isCutByLength: boolean,
  provider: string,
): { readonly toolCalls: readonly ToolCallRequest[]; readonly cut: number } {
  const toolCalls: ToolCallRequest[] = [];
  let cut = 0;
  for (const [index, { id, name, pieces }] of [...calls].sort(([left], [right]) => left - right)) {
    const written = pieces.join('');
    const call = { id: id || `call_${index}_${name}`, name, arguments: written.trim() === '' ? '{}' : written };
    if (name !== '' && isJson(call.arguments)) toolCalls.push(call);
    else if (isCutByLength) cut += 1;
    else {
      throw new ProviderError('bad_response', {
        provider,
        message: `${provider} sent a tool call that is not complete.`,
        hint: 'Try again, or use a model with better tool support.',
      });
    }
  }
  return { toolCalls, cut };
}
