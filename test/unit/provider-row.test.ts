import { describe, expect, it } from 'vitest';
import { renderRow } from '../../scripts/provider-row.ts';

const facts = {
  id: 'acme',
  name: 'Acme',
  docs: 'https://docs.acme.test',
  url: 'https://api.acme.test/v1/',
  env: ['ACME_API_KEY'],
  model: 'acme-1',
  checked: '2026-11-22',
};

describe('the row of a new provider', () => {
  it('takes at most 20 lines', () => {
    const row = renderRow({ ...facts, embed: 'acme-embed' });
    expect(row.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
    expect(row).toContain("baseUrl: { global: 'https://api.acme.test/v1' }");
    expect(row).toContain("auth: bearer('ACME_API_KEY')");
    expect(row).toContain("defaults: { chat: 'acme-1', embed: 'acme-embed' }");
  });

  it('keeps text that would end its quotes inside them', () => {
    expect(renderRow({ ...facts, name: "O'Hara" })).toContain('name: "O\'Hara"');
    expect(renderRow({ ...facts, name: 'a\\"b\n' })).toContain(`name: 'a\\\\"b\\n'`);
  });

  it.each([
    ['an id with a path', { id: '../x' }],
    ['an address without TLS', { url: 'http://api.acme.test/v1' }],
    ['a variable with a lower-case letter', { env: ['acme'] }],
    ['an unknown status', { status: 'good' }],
    ['documents that are no address', { docs: 'see above' }],
  ])('is refused with a sentence for %s', (_what, wrong) => {
    expect(() => renderRow({ ...facts, ...wrong })).toThrow(/is not|is none/);
  });

  it('needs no key on this machine', () => {
    expect(renderRow({ ...facts, url: 'http://127.0.0.1:9000/v1', env: [] })).toContain('auth: noAuth');
  });
});
