import { describe, expect, it } from 'vitest';
import type { WebFind, WebSearchCapability, WebSearchLimits, WebSearchTask } from '../../../src/core/web-search.ts';
import { dayOf, snippetOf, webUrl } from '../../../src/runtime/web-text.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const EXACT: WebSearchLimits = { results: 20, domains: 10, recency: 'exact' };

function engine(finds: readonly WebFind[], limits: WebSearchLimits = EXACT) {
  const tasks: WebSearchTask[] = [];
  const capability: WebSearchCapability = {
    limits,
    async search(task) {
      tasks.push(task);
      return { finds, usage: { searches: 1 }, costMicroUsd: 5000 };
    },
  };
  return { tasks, capability };
}
type Asked = { query?: string; count?: number; recencyDays?: number; domains?: readonly string[] };
function search(capability: WebSearchCapability, asked: Asked = {}) {
  const { run } = pipeline([provider('acme', { search: capability })]);
  return run('search', { query: 'boats', count: 10, ...asked }, { model: 'acme' }, toolCall());
}
const find = (url: string, more: Partial<WebFind> = {}): WebFind => ({ title: 'T', url, snippet: 'S', ...more });

describe('web search', () => {
  it('gives one shape with a receipt', async () => {
    const { capability } = engine([find('https://a.example/x', { published: '2026-11-20T08:00:00Z' })]);
    const { result, receipt } = await search(capability);
    expect(result.results).toEqual([{ title: 'T', url: 'https://a.example/x', snippet: 'S', published: '2026-11-20' }]);
    expect(receipt).toMatchObject({ usage: { searches: 1 }, costMicroUsd: 5000, notes: [] });
  });

  it('asks for no more than the provider gives, and says so', async () => {
    const { tasks, capability } = engine([]);
    const { receipt } = await search(capability, { count: 50 });
    expect(tasks[0]?.count).toBe(20);
    expect(receipt.notes).toEqual(['count was lowered to 20, the most of one search']);
  });

  it('cuts what is more than was asked for', async () => {
    const { capability } = engine(['a', 'b', 'c'].map((name) => find(`https://${name}.example/`)));
    const { result } = await search(capability, { count: 2 });
    expect(result.results.map(({ url }) => url)).toEqual(['https://a.example/', 'https://b.example/']);
  });

  it('takes sites in any spelling, and leaves out what is on others', async () => {
    const { tasks, capability } = engine([
      find('https://example.org/a'),
      find('https://docs.example.org/b'),
      find('https://notexample.org/c'),
      find('https://example.org.evil.test/d'),
    ]);
    const { result, receipt } = await search(capability, { domains: ['https://www.Example.org/path'] });
    expect(tasks[0]?.domains).toEqual(['example.org']);
    expect(result.results.map(({ url }) => url)).toEqual(['https://example.org/a', 'https://docs.example.org/b']);
    expect(receipt.notes).toEqual(['2 results were left out: on other sites']);
  });

  it('knows a site with letters beyond ASCII by the spelling that addresses have', async () => {
    const { capability } = engine([find('https://www.münchen.example/a'), find('https://b.example/')]);
    const { result } = await search(capability, { domains: ['München.example'] });
    expect(result.results.map(({ url }) => url)).toEqual(['https://www.xn--mnchen-3ya.example/a']);
  });

  it('gives a period in days, and leaves out what is known to be older', async () => {
    const { tasks, capability } = engine([
      find('https://a.example/', { published: '3 days ago' }),
      find('https://b.example/', { published: 'May 23, 2024' }),
      find('https://c.example/'),
    ]);
    const { result, receipt } = await search(capability, { recencyDays: 7 });
    expect(tasks[0]?.period?.days).toBe(7);
    expect(result.results.map(({ url }) => url)).toEqual(['https://a.example/', 'https://c.example/']);
    expect(receipt.notes).toEqual(['1 results were left out: older']);
  });

  it('does not ask for days where that is impossible, and says so', async () => {
    const { tasks, capability } = engine([], { ...EXACT, recency: 'none' });
    const { receipt } = await search(capability, { recencyDays: 7 });
    expect(tasks[0]).not.toHaveProperty('period.days');
    expect(receipt.notes).toEqual([expect.stringMatching(/^recency_days cannot be asked for/)]);
  });

  it('leaves out addresses that nobody should open, and those that come twice', async () => {
    const { capability } = engine([
      find('https://a.example/'),
      find('https://a.example/'),
      find('javascript:alert(1)'),
      find('data:text/html,x'),
      find('not an address'),
      find('https://user:secret@b.example/'),
    ]);
    const { result, receipt } = await search(capability);
    expect(result.results.map(({ url }) => url)).toEqual(['https://a.example/', 'https://b.example/']);
    expect(receipt.notes).toEqual(['4 results were left out: no address that can be opened, or one that came twice']);
  });

  it.each([
    [{ query: ' ' }, 'There is nothing to search for.'],
    [{ domains: ['not a domain'] }, '"not a domain" is no domain.'],
    [{ domains: ['localhost'] }, '"localhost" is no domain.'],
    [{ domains: ['a.example OR site:b'] }, '"a.example OR site:b" is no domain.'],
    [{ recencyDays: 0 }, 'recency_days must be a whole number above 0.'],
  ])('refuses %j before anything is asked', async (asked, message) => {
    const { tasks, capability } = engine([]);
    await expect(search(capability, asked)).rejects.toMatchObject({ code: 'invalid_input', message });
    expect(tasks).toEqual([]);
  });
});

describe('text from the web', () => {
  it.each([
    ['2026-11-20T08:00:00.000Z', '2026-11-20'],
    ['2026-11-20', '2026-11-20'],
    ['May 23, 2024', '2024-05-23'],
    ['20 Nov 2026', '2026-11-20'],
    ['3 days ago', '2026-11-19'],
    ['5 hours ago', '2026-11-22'],
    ['1 week ago', '2026-11-15'],
    ['yesterday', '2026-11-21'],
    ['a year ago', '2025-11-22'],
    ['soon', undefined],
    ['', undefined],
    ['Monday', undefined],
  ])('reads the date %j', (text, day) => expect(dayOf(text, NOW)).toBe(day));

  it('drops marks of style, entities and what is invisible, and keeps code', () => {
    expect(snippetOf('A <strong>red</strong>\n boat &amp; a\u200B List<String> \u202Eevil')).toBe(
      'A red boat & a List<String> evil',
    );
  });

  it('cuts what is endless', () => {
    expect(snippetOf('x'.repeat(100_000))).toHaveLength(1000);
    expect(webUrl(`https://a.example/${'x'.repeat(5000)}`)).toBeUndefined();
  });
});
