import { ProviderError } from '../../core/errors.ts';
import { type Json, record } from '../read.ts';

/** One content block while its pieces arrive. */
export type Block = {
  readonly start: Json;
  /** Position among the calls that are ours to answer. */
  readonly call: number | undefined;
  text: string;
  input: string;
  thought: string;
  signature: string;
  redacted: string;
  hasThought: boolean;
  readonly citations: unknown[];
  readonly results: unknown[];
};

export const createBlock = (start: Json, call: number | undefined): Block => ({
  start,
  call,
  text: '',
  input: '',
  thought: '',
  signature: '',
  redacted: '',
  hasThought: false,
  citations: [],
  results: [],
});

/** The block as it would have come whole; `undefined` for an empty one, and for a call whose input the limit cut. */
export function wholeBlock(block: Block, isCutByLength: boolean, provider: string): Json | undefined {
  const call = record(block.start.toolUse);
  if (call !== undefined) return wholeCall(call, block.input, isCutByLength, provider);
  const result = record(block.start.toolResult);
  if (result !== undefined) return { toolResult: { ...result, content: block.results } };
  if (block.hasThought) return { reasoningContent: thoughtOf(block) };
  if (block.citations.length > 0) {
    return { citationsContent: { content: [{ text: block.text }], citations: block.citations } };
  }
  return block.text === '' ? undefined : { text: block.text };
}

const thoughtOf = ({ redacted, thought, signature }: Block): Json =>
  redacted === ''
    ? { reasoningText: { text: thought, ...(signature === '' ? {} : { signature }) } }
    : { redactedContent: redacted };

function wholeCall(call: Json, input: string, isCutByLength: boolean, provider: string): Json | undefined {
  try {
    return { toolUse: { ...call, input: input.trim() === '' ? {} : JSON.parse(input) } };
  } catch (cause) {
    if (isCutByLength) return undefined;
    throw new ProviderError('bad_response', {
      provider,
      message: `${provider} sent a tool call that is not complete.`,
      cause,
    });
  }
}
