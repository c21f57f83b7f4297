import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import type { IndexRequest, Retrieval } from '../../../src/core/retrieval.ts';
import type { Writer } from '../../../src/rag/writer.ts';
import { callOf, retrievalIn, scriptedWriter } from '../../support/retrieval.ts';

const text = `The minutes of the board.\n\n${'The first item was put off until spring. '.repeat(4)}\n\n${'It was agreed that prices rise. '.repeat(4)}`;
const request: IndexRequest = {
  collection: 'board',
  sources: [{ id: 'minutes', text }],
  chunk: { size: 200, overlap: 0 },
  contextual: true,
};

let home: string;
const opened: Retrieval[] = [];
const open = (writer?: Writer): Retrieval => {
  const retrieval = retrievalIn(home, undefined, undefined, writer === undefined ? {} : { writer });
  opened.push(retrieval);
  return retrieval;
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-context-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((retrieval) => retrieval.close()));
  rmSync(home, { recursive: true, force: true });
});

describe('contextual chunks', () => {
  it('are found by what a model says of them, and still read as they are stored', async () => {
    const { writer, prompts } = scriptedWriter('Meeting of the Zanzibar company in 2024.');
    const retrieval = open(writer);
    const report = await retrieval.index(request, callOf());
    expect(report.chunks).toBe(2);
    expect(prompts).toHaveLength(2);
    expect(report.receipt).toMatchObject({ model: 'test/writer', costMicroUsd: 10 });
    expect(report.notes).toContain('Contexts: 2 written by test/writer, 0 known from before.');
    const { hits } = await retrieval.search({ collection: 'board', query: 'Zanzibar', topK: 5 }, callOf());
    expect(hits).toHaveLength(2);
    expect(hits.filter((hit) => text.slice(hit.start, hit.end) !== hit.text)).toEqual([]);
    expect(hits.filter((hit) => !hit.text.includes(hit.quote))).toEqual([]);
  });

  it('are written once: not again when nothing changed, and only for what did', async () => {
    const { writer, prompts } = scriptedWriter('Of the Zanzibar company.');
    const retrieval = open(writer);
    await retrieval.index(request, callOf());
    expect(await retrieval.index(request, callOf())).toMatchObject({ unchanged: 1, documents: 0 });
    expect(prompts).toHaveLength(2);
    const changed = text.replaceAll('prices rise', 'prices fall');
    const report = await retrieval.index({ ...request, sources: [{ id: 'minutes', text: changed }] }, callOf());
    expect(prompts).toHaveLength(3);
    expect(report.notes.join()).toContain('1 written by test/writer, 1 known from before');
  });

  it('are not paid twice after a failure half-way; what failed is named, not half written', async () => {
    let asked = 0;
    const { writer } = scriptedWriter('Of the Zanzibar company.');
    const failing: Writer = (...given) =>
      ++asked > 1 ? Promise.reject(new ProviderError('overloaded')) : writer(...given);
    const failed = await open(failing).index(request, callOf());
    expect(failed).toMatchObject({ documents: 0, failed: [{ source: 'minutes' }] });
    const again = scriptedWriter('Of the Zanzibar company.');
    expect(await open(again.writer).index(request, callOf())).toMatchObject({ documents: 1, failed: [] });
    expect(again.prompts).toHaveLength(1);
  });

  it('gives up on a model that keeps failing', async () => {
    const { writer, prompts } = scriptedWriter(new ProviderError('overloaded'));
    const sources = Array.from({ length: 9 }, (_, index) => ({ id: `d${index}`, text: `Text number ${index}.` }));
    const report = await open(writer).index({ ...request, sources }, callOf());
    expect(report.failed).toHaveLength(9);
    expect(prompts).toHaveLength(2);
  });

  it.each([
    ['no model is configured', scriptedWriter(new ProviderError('not_configured')).writer],
    ['nothing can write', undefined],
  ])('are refused when %s', async (_, writer) => {
    await expect(open(writer).index(request, callOf())).rejects.toMatchObject({ code: 'not_configured' });
  });

  it('leave nothing behind when their document is deleted or replaced', async () => {
    const { writer } = scriptedWriter('Of the Zanzibar company.');
    const retrieval = open(writer);
    const both = [...request.sources, { id: 'other', text: 'Another text.' }, { id: 'third', text: 'A third text.' }];
    await retrieval.index({ ...request, sources: both }, callOf());
    await retrieval.delete('board', ['other'], callOf());
    await retrieval.index({ ...request, replace: true }, callOf());
    const database = new DatabaseSync(join(home, 'collections', 'contexts.sqlite'));
    const documents = () =>
      database
        .prepare('SELECT DISTINCT document FROM contexts')
        .all()
        .map(({ document }) => document);
    expect(documents()).toEqual(['minutes']);
    await retrieval.delete('board', undefined, callOf());
    expect(documents()).toEqual([]);
    database.close();
  });
});
