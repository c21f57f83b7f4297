import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { GetRequest } from '../../../src/core/retrieval.ts';
import type { StoredDocument } from '../../../src/core/store.ts';
import { createSqliteStores } from '../../../src/stores/sqlite.ts';
import { callOf, retrievalIn } from '../../support/retrieval.ts';

const TEXT = 'First page, with a 🦆 on it.\n\nSecond page.';
const SECOND = TEXT.indexOf('Second');
const LONG = 'x'.repeat(450_000);

let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-get-'));
  const stores = createSqliteStores({ home, clock: systemClock });
  const store = await stores.open('local', 'docs', { create: true });
  const document = (id: string, text: string, pages: StoredDocument['pages'] = []) => ({
    document: { id, source: id, text, mimeType: 'text/plain', pages, metadata: {}, contentHash: id, settingsHash: '' },
    chunks: [{ id: `${id}#0`, ordinal: 0, start: 0, end: 5, text: text.slice(0, 5), terms: ['first'] }],
  });
  await store.write(
    {
      manifest: { distance: 'cosine', tokenizer: 'words-1', languages: ['english'] },
      documents: [
        document('paged', TEXT, [
          { page: 1, start: 0, end: SECOND - 2 },
          { page: 2, start: SECOND, end: TEXT.length },
        ]),
        document('long', LONG),
      ],
    },
    new AbortController().signal,
  );
  await stores.close();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function get(request: Omit<GetRequest, 'collection'>) {
  const retrieval = retrievalIn(home);
  try {
    return await retrieval.get({ collection: 'docs', ...request }, callOf());
  } finally {
    await retrieval.close();
  }
}

describe('rag_get', () => {
  it('reads chunks by id, and names those that are not there', async () => {
    const { spans, notes } = await get({ ids: ['paged#0', 'gone#0'] });
    expect(spans).toMatchObject([{ id: 'paged#0', document: 'paged', text: 'First', start: 0, end: 5 }]);
    expect(notes).toEqual(['Not there: gone#0.']);
    await expect(get({ ids: ['gone#0'] })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('reads a range exactly, in UTF-16 units, and says on which page it begins', async () => {
    const { spans } = await get({ document: 'paged', start: 6, end: SECOND + 6 });
    expect(spans).toMatchObject([{ text: TEXT.slice(6, SECOND + 6), start: 6, end: SECOND + 6, page: 1 }]);
    expect((await get({ ids: spans.map(({ id }) => id) })).spans).toEqual(spans);
  });

  it('reads a page', async () => {
    expect((await get({ document: 'paged', page: 2 })).spans).toMatchObject([{ text: 'Second page.', page: 2 }]);
    await expect(get({ document: 'paged', page: 3 })).rejects.toMatchObject({ hint: 'Its last page is 2.' });
  });

  it('gives the ids that bring what one result cannot hold', async () => {
    const texts: string[] = [];
    let ids: readonly string[] = ['long[0:450000]'];
    while (ids.length > 0) {
      const { spans, notes } = await get({ ids });
      texts.push(...spans.map(({ text }) => text));
      ids = notes.flatMap((note) => /: (long\[.*)$/u.exec(note)?.[1]?.split(', ') ?? []);
    }
    expect(texts.map(({ length }) => length)).toEqual([200_000, 200_000, 50_000]);
    expect(texts.join('') === LONG).toBe(true);
  });

  it.each([
    [{}, 'Give either ids or a document.'],
    [{ ids: ['paged#0'], document: 'paged' }, 'Give either ids or a document.'],
    [{ ids: ['paged#0'], start: 1 }, 'start, end and page belong to a document, not to ids.'],
    [{ document: 'paged', start: 9, end: 9 }, `"paged" has ${TEXT.length} characters: 9 to 9 is no part of it.`],
    [{ document: 'paged', page: 1, start: 0 }, 'Give a page, or start and end, not both.'],
  ])('refuses %j', async (request, message) => {
    await expect(get(request)).rejects.toMatchObject({ code: 'invalid_input', message });
  });

  it('names the nearest document', async () => {
    await expect(get({ document: 'pages' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'The collection has no document "pages". Did you mean paged?',
    });
  });
});
