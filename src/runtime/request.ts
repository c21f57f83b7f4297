import type { CallableName, CapabilityRequest } from '../core/capability.ts';
import type { Message } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';

/** A request with the capability it is for, so that one `if` narrows both. */
export type AnyRequest = {
  readonly [C in CallableName]: { readonly capability: C; readonly request: CapabilityRequest<C> };
}[CallableName];

/** Pairs a capability with its request. */
export function asAnyRequest<C extends CallableName>(capability: C, request: CapabilityRequest<C>): AnyRequest {
  // TypeScript cannot see that a generic pair is one member of the union of pairs.
  return { capability, request } as AnyRequest;
}

/** Throws `invalid_input` for what no provider could answer, before anything is planned or paid. */
export function validateRequest(any: AnyRequest): void {
  if (any.capability === 'embed') validateTexts(any.request.texts);
  else validateChat(any.request);
}

function validateChat({ messages, maxTokens, temperature }: CapabilityRequest<'chat'>): void {
  if (messages.every((message) => message.role === 'system')) throw invalid('There is no message to answer.');
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens > 0)) {
    throw invalid('max_tokens must be a whole number above 0.');
  }
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 2)) {
    throw invalid('temperature must lie between 0 and 2.');
  }
  validateToolResults(messages);
}

function validateTexts(texts: readonly string[]): void {
  if (texts.length === 0) throw invalid('There is no text to embed.');
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty !== -1) throw invalid(`texts[${empty}] is empty.`, 'Leave empty texts out.');
}

/** A tool result that answers no call is refused by every provider, each with words of its own. */
function validateToolResults(messages: readonly Message[]): void {
  const asked = new Set<string>();
  for (const message of messages) {
    if (message.role === 'assistant') for (const call of message.toolCalls ?? []) asked.add(call.id);
    if (message.role === 'tool' && !asked.has(message.toolCallId)) {
      throw invalid(
        `tool_call_id "${message.toolCallId}" answers no tool call of an earlier assistant message.`,
        'Send the assistant message with its tool_calls, or give the `continuation` of that answer.',
      );
    }
  }
}

const invalid = (message: string, hint?: string): ProviderError =>
  new ProviderError('invalid_input', { message, hint });
