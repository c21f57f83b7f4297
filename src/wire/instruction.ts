import { type Message, textOf } from '../core/content.ts';

/** The instruction that stands in for native structured output. */
export const schemaInstruction = (schema: Readonly<Record<string, unknown>>): string =>
  `Answer with one JSON value and nothing else. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;

/** The messages with an instruction at the end of the first system message, or before all of them. */
export function withInstruction(messages: readonly Message[], instruction: string | undefined): readonly Message[] {
  if (instruction === undefined) return messages;
  const [first, ...rest] = messages;
  if (first?.role === 'system') {
    return [{ role: 'system', parts: [{ type: 'text', text: `${textOf(first.parts)}\n\n${instruction}` }] }, ...rest];
  }
  return [{ role: 'system', parts: [{ type: 'text', text: instruction }] }, ...messages];
}
