import type { ChatRequest } from '../../core/chat.ts';
import { type Message, textOf } from '../../core/content.ts';
import { ProviderError } from '../../core/errors.ts';
import { schemaInstruction, withInstruction } from '../instruction.ts';
import { joined } from '../media.ts';
import type { Encoded } from '../openai-chat/encode.ts';
import { defined } from '../read.ts';

/**
 * A neutral request as the body of Baidu's first chat wire: the system's words apart, then user and assistant in turn, the
 * user first and last. Throws `unsupported` for tools and media.
 * https://cloud.baidu.com/doc/WENXINWORKSHOP/s/Qlphtigbf
 */
export function encodeRequest(request: ChatRequest, provider: string, stream: boolean): Encoded {
  if (request.tools?.length || request.messages.some(({ role }) => role === 'tool')) {
    throw new ProviderError('unsupported', {
      provider,
      message: `${provider} takes no tools.`,
      hint: 'Choose a provider that calls tools.',
      processed: false,
    });
  }
  const { schema, temperature } = request;
  const notes: string[] = [];
  if (schema !== undefined) notes.push('the schema was put into the prompt: this model does not take it natively');
  if (request.reasoning !== undefined) notes.push('reasoning was dropped: this model has none');
  // Zero is refused, and so is more than one.
  const allowed = temperature === undefined ? undefined : Math.min(1, Math.max(0.01, temperature));
  if (allowed !== temperature) notes.push(`temperature ${temperature} became ${allowed}`);
  const instruction = schema === undefined ? undefined : schemaInstruction(schema);
  const messages = withInstruction(request.messages, instruction);
  const system = messages.filter(({ role }) => role === 'system').map(({ parts }) => joined(parts, provider));
  return {
    body: defined({
      messages: inTurns(messages, provider),
      system: system.length === 0 ? undefined : system.join('\n\n'),
      temperature: allowed,
      max_output_tokens: request.maxTokens,
      stream: stream ? true : undefined,
    }),
    notes,
  };
}

/** Neighbours of one side become one message; a thread that the assistant begins gets an empty opening. */
function inTurns(messages: readonly Message[], provider: string): readonly unknown[] {
  const turns: { role: 'user' | 'assistant'; content: string }[] = [];
  for (const message of messages) {
    if (message.role !== 'user' && message.role !== 'assistant') continue;
    const content = message.role === 'user' ? joined(message.parts, provider) : textOf(message.parts);
    const last = turns.at(-1);
    if (last?.role === message.role) last.content += `\n\n${content}`;
    else if (last === undefined && message.role === 'assistant')
      turns.push({ role: 'user', content: '…' }, { role: 'assistant', content });
    else turns.push({ role: message.role, content });
  }
  return turns;
}
