import { describe, expect, it } from 'vitest';
import { SENSITIVE_KINDS, type SensitiveKind } from '../../../src/core/config.ts';
import { createSensitive } from '../../../src/runtime/sensitive.ts';
import { answer, hello, pipeline, provider, scripted, toolCall } from './pipeline.ts';

const RULES = { kinds: [], words: [], patterns: [], action: 'local' } as const;
const find = (kind: SensitiveKind, text: string): boolean =>
  createSensitive({ ...RULES, kinds: [kind] })({ capability: 'embed', request: { texts: ['before', text] } }).length >
  0;

describe('what a text holds', () => {
  it.each<[SensitiveKind, string]>([
    ['email', 'write to ana.muñoz+x@mail.example.co.uk today'],
    ['phone', 'call +44 20 7946 0958'],
    ['phone', 'call (030) 1234 5678'],
    ['phone', 'call +4915112345678'],
    ['card', 'card 4111 1111 1111 1111, thanks'],
    ['card', '5500-0055-5555-5559'],
    ['iban', 'pay DE89 3704 0044 0532 0130 00'],
    ['iban', 'gb82west12345698765432'],
    ['ssn', 'SSN 219-09-9999'],
    ['api_key', `key sk-proj-${'a1B2'.repeat(8)}`],
    ['api_key', 'AKIAIOSFODNN7EXAMPLE'],
    ['api_key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['ip_address', 'host 203.0.113.7 is down'],
  ])('is seen: %s in %s', (kind, text) => {
    expect(find(kind, text)).toBe(true);
  });

  it.each<[SensitiveKind, string]>([
    ['email', 'meet me @ noon, a@b'],
    ['phone', 'on 2026-11-22 at 10.15'],
    ['phone', 'ISBN 9783161484100'],
    ['phone', 'pages 12-14 of 300'],
    ['card', '4111 1111 1111 1112'],
    ['card', '0000 0000 0000 0000'],
    ['iban', 'DE89 3704 0044 0532 0130 01'],
    ['ssn', '000-12-3456'],
    ['ssn', '219-09-99990'],
    ['api_key', 'ask-me-anything about the task'],
    ['ip_address', 'version 1.2.3.4.5'],
    ['ip_address', '999.1.1.1'],
  ])('is not imagined: %s in %s', (kind, text) => {
    expect(find(kind, text)).toBe(false);
  });

  it('is looked for in every text that a provider would see', () => {
    const sees = createSensitive({ ...RULES, words: ['Falcon'] });
    const parts = [{ type: 'text' as const, text: 'about falcon' }];
    expect(sees({ capability: 'chat', request: { messages: [{ role: 'system', parts }] } })).toHaveLength(1);
    expect(sees({ capability: 'speak', request: { text: 'Falcon.' } })).toHaveLength(1);
    expect(sees({ capability: 'image', request: { prompt: 'a FALCON logo' } })).toHaveLength(1);
    expect(sees({ capability: 'image', request: { prompt: 'falconry' } })).toEqual([]);
  });

  it('is found in linear time in a long text that almost holds it', () => {
    const long = `${'1 '.repeat(50_000)}${'a'.repeat(50_000)}@${'DE89 '.repeat(10_000)}`;
    expect(SENSITIVE_KINDS.filter((kind) => find(kind, long))).toBeDefined();
  });
});

const said = (text: string) => ({ messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text }] }] });
const secret = said('The account is DE89 3704 0044 0532 0130 00.');

function house(action: 'local' | 'refuse', hasLocal = true) {
  const [near, far] = [scripted(answer('here')), scripted(answer('there'))];
  const local = provider('near', { chat: near, local: true, baseUrl: {}, auth: { kind: 'none' } });
  const definitions = [provider('far', { chat: far }), ...(hasLocal ? [local] : [])];
  const settings = { sensitive: { ...RULES, kinds: ['iban' as const], action } };
  return { ...pipeline(definitions, { settings }), near, far };
}

describe('a call that holds what stays here', () => {
  it('is answered by an engine of this machine, and says why', async () => {
    const { run, estimate, far } = house('local');
    const { receipt } = await run('chat', secret, {}, toolCall());
    expect(receipt).toMatchObject({ provider: 'near', local: true });
    expect(far.requests).toEqual([]);
    const { candidates } = await estimate('chat', secret, {}, toolCall());
    expect(candidates[0]?.reason).toContain('because the text holds a bank account');
  });

  it('goes nowhere else, by name or as a fallback, and the error does not repeat it', async () => {
    const { run, far } = house('local');
    const named = run('chat', secret, { model: 'far' }, toolCall());
    await expect(named).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('a bank account'),
    });
    await expect(named).rejects.not.toMatchObject({ message: expect.stringContaining('DE89') });
    expect(far.requests).toEqual([]);
  });

  it('says what is missing where there is no such engine', async () => {
    const { run } = house('local', false);
    await expect(run('chat', secret, {}, toolCall())).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('because the text holds a bank account'),
    });
  });

  it('is refused where the operator wants that', async () => {
    const { run, near, far } = house('refuse');
    await expect(run('chat', secret, {}, toolCall())).rejects.toMatchObject({ code: 'forbidden' });
    expect([...near.requests, ...far.requests]).toEqual([]);
  });

  it('does not change where other calls go', async () => {
    const { run } = house('refuse');
    expect((await run('chat', hello, {}, toolCall())).receipt.provider).toBe('far');
  });
});
