import { z } from 'zod';
import type { ToolOffer } from '../src/core/chat.ts';
import { field, invalid } from './_chat-input.ts';

/** Tools that a remote model may ask for, in whichever shape the caller has them. */
export const toolsShape = z.array(z.record(z.string(), z.unknown())).describe('{name, description, parameters}');

/** The offers, each name once. Throws `invalid_input` for one without a name or with something else than a JSON Schema. */
export function toolOffers(tools: z.output<typeof toolsShape> | undefined): readonly ToolOffer[] | undefined {
  const offers = tools?.map(readTool);
  const names = offers?.map(({ name }) => name) ?? [];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`tools has two called "${twice}".`);
  return offers;
}

/** Takes our own shape, MCP's `inputSchema`, Anthropic's `input_schema` and OpenAI's nested `function`. */
function readTool(tool: Readonly<Record<string, unknown>>, index: number): ToolOffer {
  const inner = field(tool, 'function') ?? tool;
  const name = field(inner, 'name');
  const description = field(inner, 'description');
  const parameters = field(inner, 'parameters') ?? field(inner, 'inputSchema') ?? field(inner, 'input_schema');
  if (typeof name !== 'string' || name === '') throw invalid(`tools[${index}].name is missing.`);
  const schema = parameters ?? { type: 'object', properties: {} };
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw invalid(`tools[${index}].parameters must be a JSON Schema.`);
  }
  return { name, parameters: { ...schema }, ...(typeof description === 'string' && { description }) };
}
