import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OcrWish, ParsedDocument } from '../../src/core/document.ts';
import { canRead } from '../../src/documents/ocr-picture.ts';
import { createDocumentParser } from '../../src/documents/parser.ts';
import { hasShared, shared } from '../shared.ts';

const strings = z.array(z.string());
const expectedSchema = z.array(
  z.object({
    file: z.string(),
    pages: z.number().optional(),
    contains: strings.optional(),
    order: z.array(strings).optional(),
    rows: z.array(strings).optional(),
    page_of: z.record(z.string(), z.number()).optional(),
    encoding: z.string().optional(),
    ocr: z.boolean().optional(),
    password: z.string().optional(),
    attachments: z.record(z.string(), z.string()).optional(),
  }),
);

const entries = hasShared
  ? expectedSchema.parse(JSON.parse(readFileSync(shared('documents', 'expected.json'), 'utf8')))
  : [];

/** As the collection's README says. */
const normal = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\u00AD\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .replaceAll(/[\u2018\u2019]/gu, "'")
    .replaceAll(/[\u201C\u201D]/gu, '"')
    .replaceAll(/\s+/gu, ' ')
    .toLowerCase();

function inOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(normal(part), from);
    if (at === -1) return false;
    from = at + normal(part).length;
  }
  return true;
}

const pageOf = ({ text, pages }: ParsedDocument, part: string): number | undefined =>
  pages.find(({ start, end }) => normal(text.slice(start, end)).includes(normal(part)))?.page;

describe.runIf(hasShared)('documents of the collection', () => {
  const parser = createDocumentParser();
  const parse = (file: string, mode: OcrWish['mode'] = 'auto') =>
    parser.parse(
      { bytes: readFileSync(shared('documents', 'files', file)), mimeType: '', name: file },
      { signal: new AbortController().signal, ocr: { mode } },
    );
  afterAll(() => parser.close());

  for (const entry of entries) {
    it(`reads ${entry.file}`, async () => {
      if (entry.password !== undefined) {
        await expect(parse(entry.file)).rejects.toMatchObject({ code: 'invalid_input' });
        return;
      }
      if (entry.ocr) {
        const unread = await parse(entry.file, 'never');
        expect(unread.text.trim()).toBe('');
        expect(unread.notes.join(' ')).toMatch(/OCR/u);
        if (!canRead()) return;
      }
      const document = await parse(entry.file);
      const text = normal(document.text);
      const lines = document.text.split('\n').map(normal);
      expect((entry.contains ?? []).filter((part) => !text.includes(normal(part)))).toEqual([]);
      expect((entry.order ?? []).filter((parts) => !inOrder(text, parts))).toEqual([]);
      expect((entry.rows ?? []).filter((cells) => !lines.some((line) => inOrder(line, cells)))).toEqual([]);
      expect(Object.entries(entry.page_of ?? {}).filter(([part, page]) => pageOf(document, part) !== page)).toEqual([]);
      if (entry.pages !== undefined) expect(document.pages).toHaveLength(entry.pages);
      for (const [name, content] of Object.entries(entry.attachments ?? {})) {
        expect(document.metadata.attachments).toContain(name);
        expect(inOrder(text, [name, content])).toBe(true);
      }
      if (entry.encoding !== undefined) expect(document.metadata.encoding).toContain(entry.encoding.replace('cp', ''));
      if (entry.ocr) expect(document.metadata.ocr_confidence).toBeGreaterThan(80);
    }, 120_000);
  }

  it('tells of text that nobody sees on the page', async () => {
    expect((await parse('invisible_text_layer.pdf')).notes.join()).toContain('not visible is included (page 1)');
    expect((await parse('multi_page.pdf')).notes).toEqual([]);
    expect((await parse('amt_handbook_sample.pdf')).notes).toEqual([]);
  });

  it('drops the menus around an article', async () => {
    const { text, metadata } = await parse('wiki_duck.html');
    expect(metadata.title).toMatch(/Duck/u);
    expect(text).toContain('Anatidae');
    expect(text).not.toMatch(/Create account|Jump to content|Privacy policy/u);
  });
});
