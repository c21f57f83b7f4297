import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { INSTRUCTIONS, SEARCH_INSTRUCTIONS } from '../../../src/server/instructions.ts';
import { searchTools } from '../../../src/server/search-tools.ts';

const tokens = (text: string): number => encode(text).length;

describe('what a client pays on every request', () => {
  it('is at most 250 tokens of instructions', () => {
    expect(tokens(INSTRUCTIONS)).toBeLessThanOrEqual(250);
  });

  it('is at most 600 tokens in the search profile, instructions included', () => {
    const tools = searchTools.map(({ name, description, inputSchema }) =>
      JSON.stringify({ name, description, inputSchema }),
    );
    expect(tokens(tools.join('')) + tokens(SEARCH_INSTRUCTIONS)).toBeLessThanOrEqual(600);
  });
});
