import { describe, expect, it } from 'vitest';
import { parsed } from '../../support/office.ts';

const PROSE =
  'The harbour committee met on Tuesday and reviewed the dredging costs, which had risen by fourteen per cent since spring. Members asked for a revised schedule and a list of contractors.';

const page = (head: string, main: string) =>
  parsed(`<!doctype html><html><head>${head}</head><body>${main}</body></html>`, 'a.html');

describe('web pages', () => {
  it('keep the heading of the page and who wrote it, above the article', async () => {
    const { text } = await page(
      '<title>Harbour news | The Daily Tide</title>',
      `<header><a href="/">Home</a></header><article><h1>Harbour news</h1><p class="byline">By Jo Smith</p><p>${PROSE}</p><p>${PROSE}</p></article>`,
    );
    expect(text).toBe(`# Harbour news\n\nBy Jo Smith\n\n${PROSE}\n\n${PROSE}`);
  });

  it('keep the first author of a thread', async () => {
    const posts = Array.from(
      { length: 12 },
      (_, index) =>
        `<div><div class="author">user${index}</div><div>Reply ${index}: I think that the valve leaks because of the gasket.</div></div>`,
    );
    const { text } = await page('<title>Thread</title>', posts.join(''));
    expect(text).toMatch(/user0\s+Reply 0:/u);
  });

  it('have no words of their foot for an author', async () => {
    const { text } = await page(
      '<title>Ducks</title>',
      `<article><p>${PROSE}</p><p>${PROSE}</p></article><div class="author">Authority control databases</div>`,
    );
    expect(text).not.toMatch(/^Authority/u);
  });

  it('say formulas once, and words without how they are pronounced', async () => {
    const { text } = await page(
      '',
      '<p>Let <math><semantics><mrow><mi>x</mi><mo>=</mo><mn>2</mn></mrow><annotation encoding="application/x-tex">x = 2</annotation></semantics></math> in <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>.</p>',
    );
    expect(text).toBe('Let x=2 in 漢字.');
  });
});
