import { type Message, textOf } from '../core/content.ts';
import { fileText, isTextFile, unsupportedPart } from './media.ts';
import { records, text } from './read.ts';

export type Transcript = { readonly system: string | undefined; readonly prompt: string };

const SPEAKER = { user: 'User', assistant: 'Assistant', tool: 'Tool' } as const;

/**
 * A conversation for a model that takes one text: a single question as it is, several turns with their speakers' names.
 * Throws `unsupported` for a part that is no text.
 */
export function transcriptOf(messages: readonly Message[], provider: string): Transcript {
  const system = messages.filter((message) => message.role === 'system').map((message) => textOf(message.parts));
  const turns = messages.flatMap((message) =>
    message.role === 'system' ? [] : [{ role: message.role, said: saidIn(message, provider) }],
  );
  const [first] = turns;
  const isSingle = turns.length === 1 && first?.role === 'user';
  const lines = turns.map(({ role, said }) => `${SPEAKER[role]}: ${said}`);
  return {
    system: system.length === 0 ? undefined : system.join('\n\n'),
    prompt: isSingle ? first.said : [...lines, 'Assistant:'].join('\n\n'),
  };
}

function saidIn(message: Exclude<Message, { role: 'system' }>, provider: string): string {
  const texts = message.parts.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'file' && isTextFile(part)) return fileText(part);
    throw unsupportedPart(part, provider);
  });
  if (message.role !== 'assistant' || texts.length > 0) return texts.join('\n\n');
  return records(message.raw?.items)
    .map((item) => text(item.content) ?? '')
    .join('');
}
