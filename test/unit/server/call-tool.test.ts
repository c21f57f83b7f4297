import { describe, expect, it } from 'vitest';
import { ERROR_CODES, ProviderError } from '../../../src/core/errors.ts';
import { LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import { callTool, UnknownToolError } from '../../../src/server/call-tool.ts';
import { errorResult } from '../../../src/server/tool-result.ts';
import { fixtureApp } from '../../fixtures/server/app.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';

const logged: string[] = [];
const write = (message: string): void => void logged.push(message);
const app = fixtureApp({ log: { debug: write, info: write, warn: write, error: write } });
const { tools } = fixtureParts(app);

const call = (name: string, input: unknown, signal = new AbortController().signal) =>
  callTool({ app, tools, name, arguments: input, principal: LOCAL_PRINCIPAL, signal });

const errorOf = (result: Awaited<ReturnType<typeof call>>): Record<string, unknown> => {
  const structured = result.structuredContent as { error: Record<string, unknown> }; // asserted by every use below
  return structured.error;
};

describe('callTool', () => {
  it('answers with text and the same facts as data, absent fields left out', async () => {
    expect(await call('echo', { message: 'hi' })).toEqual({
      content: [{ type: 'text', text: 'hi' }],
      structuredContent: { message: 'hi', tenant: 'local' },
    });
    expect(Object.keys((await call('echo', { message: 'hi' })).structuredContent ?? {})).not.toContain('note');
  });

  it('names the argument that is missing and what it takes', async () => {
    const result = await call('echo', {});
    expect(result.isError).toBe(true);
    expect(errorOf(result)).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('message is required (string)'),
    });
  });

  it('names the argument of a wrong type', async () => {
    expect(errorOf(await call('echo', { message: 5 })).message).toContain('message: expected string, received number');
  });

  it('names the choices of an enum', async () => {
    expect(errorOf(await call('fail', { how: 'loudly' })).message).toMatch(/how: .*"provider"\|"bug"\|"schema"/);
  });

  it('takes missing arguments for none and refuses what is not an object', async () => {
    const clock = { ...app.clock, sleep: async () => {} };
    const hasty = { app: { ...app, clock }, tools, principal: LOCAL_PRINCIPAL, signal: new AbortController().signal };
    const result = await callTool({ ...hasty, name: 'wait', arguments: undefined });
    expect(result.structuredContent).toEqual({ waited: 30_000 });
    expect(errorOf(await call('wait', [1])).code).toBe('invalid_input');
  });

  it('passes a provider error on with status, hint and time to wait', async () => {
    const result = await call('fail', { how: 'provider' });
    expect(errorOf(result)).toEqual({
      code: 'rate_limited',
      message: 'The provider asks for fewer requests.',
      provider: 'acme',
      status: 429,
      retry_after_ms: 1200,
      hint: 'Wait a second.',
      call_id: expect.stringMatching(/^[\w-]{36}$/),
    });
    const [first] = result.content;
    expect(first?.type === 'text' && first.text.split('\n')[0]).toBe('The provider asks for fewer requests.');
  });

  it('shows a bug as internal, without the inside, and logs it', async () => {
    const result = await call('fail', { how: 'bug' });
    expect(errorOf(result).code).toBe('internal');
    expect(JSON.stringify(result)).not.toContain('secret-detail-of-the-inside');
    expect(logged.join('\n')).toContain('secret-detail-of-the-inside');
  });

  it('does not let a result through that breaks the declared schema', async () => {
    const result = await call('fail', { how: 'schema' });
    expect(errorOf(result).code).toBe('internal');
  });

  it('says cancelled for a call whose signal aborts', async () => {
    const stop = new AbortController();
    const running = call('wait', {}, stop.signal);
    stop.abort();
    expect(errorOf(await running).code).toBe('cancelled');
  });

  it('throws for an unknown tool and names near ones', async () => {
    await expect(call('ehco', {})).rejects.toThrow(new UnknownToolError('ehco', ['echo']));
    await expect(call('ehco', {})).rejects.toThrow('Did you mean echo?');
    await expect(call('toString', {})).rejects.toThrow(UnknownToolError);
    await expect(call('__proto__', {})).rejects.toThrow(UnknownToolError);
  });
});

describe('an error result', () => {
  it.each(ERROR_CODES)('of %s says the next move', (code) => {
    const { content, structuredContent } = errorResult(new ProviderError(code), 'call-1');
    expect(structuredContent).toMatchObject({ error: { code, call_id: 'call-1', hint: expect.stringMatching(/\.$/) } });
    expect(content[0]?.type === 'text' && content[0].text.split('\n')).toHaveLength(3);
  });
});
