import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import collection from '../../../resources/collection.ts';
import type { Retrieval } from '../../../src/core/retrieval.ts';
import type { ToolCall } from '../../../src/core/tool.ts';
import { createDocumentParser } from '../../../src/documents/parser.ts';
import embed from '../../../tools/embed.ts';
import parseDocument from '../../../tools/parse_document.ts';
import ragCollections from '../../../tools/rag_collections.ts';
import ragDelete from '../../../tools/rag_delete.ts';
import ragIndex from '../../../tools/rag_index.ts';
import ragSearch from '../../../tools/rag_search.ts';
import { callOf, receiptOf, retrievalIn } from '../../support/retrieval.ts';

let home: string;
let retrieval: Retrieval;
let call: ToolCall;
const parser = createDocumentParser();

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-tools-'));
  retrieval = retrievalIn(home);
  const base = callOf();
  call = {
    ...base,
    app: {
      ...base.app,
      retrieval: async () => retrieval,
      documents: async () => parser,
      sources: {
        load: async () => ({ bytes: Buffer.from('# Title\n\nBody.'), mimeType: 'text/markdown' }),
        expand: async (pattern) => ({ files: [pattern], unreadable: [] }),
      },
      run: async () => ({
        // The only capability that these tools run is `embed`.
        result: { vectors: [Float32Array.of(1, 0)], usage: { input: 1 } } as never,
        receipt: receiptOf('embedded/use-lite'),
      }),
    },
  };
});
afterAll(async () => {
  await retrieval.close();
  await parser.close();
  rmSync(home, { recursive: true, force: true });
});

describe('retrieval tools', () => {
  it('index, list, search, describe and delete a collection', async () => {
    const indexed = await ragIndex.run(
      { collection: 'notes', sources: [{ id: 'duck', text: 'Ducks swim.', metadata: { page: 1 } }] },
      call,
    );
    expect(indexed).toMatchInlineSnapshot(`
      {
        "chunks": 1,
        "collection": "notes",
        "deleted": 0,
        "documents": 1,
        "failed": [],
        "notes": [
          "No embedding model is available: indexed for keyword search only.",
        ],
        "unchanged": 0,
      }
    `);
    expect(ragIndex.text(ragIndex.output.parse(indexed))).toMatch(
      /^notes: 1 documents indexed \(1 chunks\), 0 unchanged/u,
    );

    const listed = await ragCollections.run({}, call);
    expect(ragCollections.text(ragCollections.output.parse(listed))).toBe(
      'notes: 1 documents, 1 chunks, keyword search only, in sqlite',
    );

    const found = await ragSearch.run({ collection: 'notes', query: 'duck' }, call);
    expect(ragSearch.output.parse(found).hits).toMatchObject([
      {
        id: 'duck#0',
        text: 'Ducks swim.',
        quote: 'Ducks swim.',
        document: 'duck',
        source: 'duck',
        start: 0,
        end: 11,
        metadata: { page: 1 },
      },
    ]);

    const resource = await collection.read({ name: 'notes' }, call);
    expect(JSON.parse('text' in resource ? resource.text : '')).toMatchObject({ name: 'notes', documents: 1 });
    expect(await collection.complete?.('name', 'no', {}, call)).toEqual(['notes']);

    expect(ragDelete.text(ragDelete.output.parse(await ragDelete.run({ collection: 'notes' }, call)))).toBe(
      '1 documents were deleted.',
    );
    await expect(ragSearch.run({ collection: 'notes', query: 'duck' }, call)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('parse a document', async () => {
    expect(await parseDocument.run({ source: 'a.md' }, call)).toMatchInlineSnapshot(`
      {
        "markdown": "# Title

      Body.",
        "metadata": {
          "encoding": "utf-8",
          "mime_type": "text/markdown",
          "title": "Title",
        },
        "notes": undefined,
        "pages": [],
        "tables": [],
      }
    `);
  });

  it('embed texts', async () => {
    const output = embed.output.parse(await embed.run({ texts: ['one'] }, call));
    expect(output).toMatchObject({ vectors: [[1, 0]], dimensions: 2, local: true });
    expect(embed.text(output)).toBe('1 vectors of 2 dimensions by embedded/use-lite.');
  });

  it.each([
    [ragSearch, { collection: 'a', query: '' }],
    [ragSearch, { collection: 'a', query: 'b', top_k: 101 }],
    [ragIndex, { collection: 'a', sources: [] }],
    [ragDelete, { collection: 'a', documents: [] }],
    [embed, { texts: [] }],
  ] as const)('refuse what is out of bounds (%#)', (tool, input) => {
    expect(tool.input.safeParse(input).success).toBe(false);
  });
});
