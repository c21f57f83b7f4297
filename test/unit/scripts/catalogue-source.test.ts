import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource, refreshedFacts, renderFacts } from '../../../scripts/catalogue-source.ts';
import type { ModelFacts } from '../../../src/core/provider.ts';
import { temporaryFolder } from '../runtime/pipeline.ts';

const source = readSource(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/models-dev.json'), 'utf8')),
);
const models = source.get('acme') ?? [];
const known: readonly ModelFacts[] = [
  { id: 'acme-large', capability: 'chat', price: { input: 5, output: 30 }, shutdown: '2027-01-31' },
  { id: 'acme-old', capability: 'chat', replacedBy: 'acme-large' },
  { id: 'acme-secret', capability: 'chat', contextTokens: 1000 },
];
const facts = new Map(refreshedFacts(known, models).map((fact) => [fact.id, fact]));

describe('a refresh of the catalogue', () => {
  it('takes price, limits and abilities from the source and keeps what only we know', () => {
    expect(facts.get('acme-large')).toEqual({
      id: 'acme-large',
      capability: 'chat',
      contextTokens: 400_000,
      maxOutputTokens: 128_000,
      reasoning: true,
      vision: true,
      tools: true,
      price: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 10 },
      shutdown: '2027-01-31',
    });
    expect(facts.get('acme-secret')).toEqual(known[2]);
  });

  it('does not take a price of nothing for free, unless the name says so', () => {
    expect(facts.get('acme-new')).toEqual({
      id: 'acme-new',
      capability: 'chat',
      contextTokens: 32_000,
      reasoning: false,
      vision: false,
      tools: true,
    });
    expect(facts.get('acme-gift:free')?.price).toEqual({ input: 0, output: 0 });
  });

  it('knows an embedding model, whose output costs nothing', () => {
    expect(facts.get('acme-embed')).toEqual({
      id: 'acme-embed',
      capability: 'embed',
      contextTokens: 8192,
      price: { input: 0.02, output: 0 },
    });
  });

  it('leaves out what neither chats nor embeds, and what is new and already deprecated', () => {
    expect(facts.has('acme-paint')).toBe(false);
    expect(new Set(refreshedFacts([], models).map(({ id }) => id)).has('acme-old')).toBe(false);
    expect(facts.get('acme-old')).toMatchObject({ replacedBy: 'acme-large', price: { input: 9, output: 9 } });
  });

  it('takes a field of another shape as absent', () => {
    expect(facts.get('acme-odd')).toEqual({ id: 'acme-odd', capability: 'chat' });
  });

  it('refuses a file of another shape', () => {
    expect(() => readSource({ models: [] })).toThrow('not of the shape');
  });

  it('writes a file that holds the same facts and the date', async () => {
    const text = renderFacts([...facts.values()], { checked: '2026-11-22', source: 'models.dev' });
    expect(text).toContain('// checked: 2026-11-22\n');
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'acme.ts'), text);
    const written: unknown = (await import(join(folder, 'acme.ts'))).default;
    expect(written).toEqual([...facts.values()]);
  });
});
