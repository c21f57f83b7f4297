import type { ChatRequest } from '../../core/chat.ts';
import type { Message } from '../../core/content.ts';
import { ProviderError } from '../../core/errors.ts';
import { schemaInstruction } from '../instruction.ts';
import { joined } from '../media.ts';
import type { Encoded } from '../openai-chat/encode.ts';
import { defined, records, text } from '../read.ts';

type Exchange = { readonly input: string; readonly response: string };

/**
 * A neutral request as the body of `POST /gpu/{model}/chatbot`: the last words of the user, what the system says as context,
 * and what was said before in pairs. Throws `unsupported` for tools and media.
 */
export function encodeRequest(request: ChatRequest, provider: string): Encoded {
  const hasTools = Boolean(request.tools?.length) || request.messages.some(({ role }) => role === 'tool');
  if (hasTools) throw unsupported(provider, 'no tools', 'Choose a provider that calls tools.');
  const { schema } = request;
  const notes: string[] = [];
  if (schema !== undefined) notes.push('the schema was put into the prompt: this model does not take it natively');
  const dropped = (['temperature', 'maxTokens', 'reasoning'] as const).filter((name) => request[name] !== undefined);
  if (dropped.length > 0)
    notes.push(`${dropped.map((name) => WORDS[name]).join(', ')} was dropped: this wire has none`);

  const systems = request.messages.filter(({ role }) => role === 'system');
  const context = [
    ...systems.map(({ parts }) => joined(parts, provider)),
    ...(schema === undefined ? [] : [schemaInstruction(schema)]),
  ].join('\n\n');
  const { input, history } = flattened(request.messages, provider);
  if (input === '') throw unsupported(provider, 'no thread that ends with its own words', 'End with a user message.');
  return {
    body: defined({
      input,
      context: context === '' ? undefined : context,
      history: history.length === 0 ? undefined : history,
    }),
    notes,
  };
}

const WORDS = { temperature: 'temperature', maxTokens: 'max_tokens', reasoning: 'reasoning' } as const;

/** Turns in pairs. Several messages of one side in a row are one turn. */
function flattened(
  messages: readonly Message[],
  provider: string,
): { readonly input: string; readonly history: readonly Exchange[] } {
  const history: Exchange[] = [];
  let asked: string[] = [];
  for (const message of messages) {
    if (message.role === 'user') asked.push(joined(message.parts, provider));
    if (message.role !== 'assistant') continue;
    const response = saidBy(message, provider);
    const last = history.at(-1);
    if (asked.length === 0 && last !== undefined) {
      history[history.length - 1] = { ...last, response: `${last.response}\n\n${response}` };
    } else history.push({ input: asked.join('\n\n'), response });
    asked = [];
  }
  return { input: asked.join('\n\n'), history };
}

function saidBy(message: Extract<Message, { role: 'assistant' }>, provider: string): string {
  const raw = message.raw?.provider === provider ? text(records(message.raw.items)[0]?.response) : undefined;
  return raw ?? joined(message.parts, provider);
}

const unsupported = (provider: string, what: string, hint: string): ProviderError =>
  new ProviderError('unsupported', { provider, message: `${provider} takes ${what}.`, hint, processed: false });
