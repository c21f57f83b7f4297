import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { cachedList, messageJson } from '../../../src/server/cached-json.ts';

const tools = [{ name: 'echo', inputSchema: { type: 'object' as const } }];
const reply = (result: Record<string, unknown>): JSONRPCMessage => ({ jsonrpc: '2.0', id: '"result":null', result });

describe('the JSON of a message', () => {
  it.each([
    ['a cached list alone', { tools: cachedList([...tools]) }],
    ['a cached list beside other facts', { resultType: 'complete', tools: cachedList([...tools]), ttlMs: 5 }],
    ['a list that is not cached', { tools, ttlMs: 5 }],
    ['a result without a list', { content: [] }],
  ])('says the same as JSON.stringify for %s', (_, result) => {
    expect(JSON.parse(messageJson(reply(result)))).toEqual(JSON.parse(JSON.stringify(reply(result))));
  });

  it('does not walk a cached list again', () => {
    let walks = 0;
    const counting = {
      name: 'echo',
      inputSchema: { type: 'object' as const },
      toJSON: () => {
        walks += 1;
        return tools[0];
      },
    };
    const list = cachedList([counting]);
    messageJson(reply({ tools: list }));
    messageJson(reply({ tools: list }));
    expect(walks).toBe(1);
  });
});
