import type { Ran, RunOptions } from '../src/core/app.ts';
import type { CapabilityRequest } from '../src/core/capability.ts';
import type { Message } from '../src/core/content.ts';
import type { Thread } from '../src/core/continuation.ts';
import { ProviderError } from '../src/core/errors.ts';
import { formatModelRef, parseModelRef } from '../src/core/model-ref.ts';
import { assistantTurn, joinThread } from '../src/core/thread.ts';
import type { ToolCall } from '../src/core/tool.ts';

export type Opening = { readonly messages: readonly Message[]; readonly options: RunOptions };

/** The whole conversation and who is to answer, with the thread of a continuation joined in. */
export async function openConversation(
  messages: readonly Message[],
  continuation: string | undefined,
  options: RunOptions,
  call: ToolCall,
): Promise<Opening> {
  if (continuation === undefined) return { messages, options };
  const continuations = await call.app.continuations();
  const thread = await continuations.open(continuation, call.principal);
  return { messages: joinThread(thread, messages), options: { ...options, model: modelFor(thread, options.model) } };
}

function modelFor(thread: Thread, asked: string | undefined): string {
  if (asked === undefined || asked === thread.provider) return formatModelRef(thread.provider, thread.model);
  if (parseModelRef(asked).provider === thread.provider) return asked;
  throw new ProviderError('conflict', {
    message: `The continuation belongs to ${thread.provider}, and ${asked.slice(0, 80)} is another provider.`,
    hint: 'Leave `model` out, or send the messages without `continuation`.',
  });
}

/** The continuation of a conversation after this answer. */
export async function sealConversation(
  messages: CapabilityRequest<'chat'>['messages'],
  { result, receipt }: Ran<'chat'>,
  call: ToolCall,
): Promise<string> {
  const continuations = await call.app.continuations();
  const thread: Thread = {
    provider: receipt.provider,
    model: receipt.model,
    messages: [...messages, assistantTurn(result)],
  };
  return continuations.seal(thread, call.principal);
}
