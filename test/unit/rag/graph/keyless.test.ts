import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifies } from '../../../requirements.ts';
import { collectionIn, graphIn, temporaryHome } from '../../../support/graph.ts';
import { callOf } from '../../../support/retrieval.ts';

const text = (id: string, body: string, metadata?: Record<string, unknown>) => ({ id, text: body, metadata });

/** A chain: the question names the film, the answer stands with its director. */
const FILM = text('film', 'The Silent Harbour is a film that was directed by Ingrid Vale in Norway.');
const DIRECTOR = text('director', 'Ingrid Vale grew up in the town of Lofthus and studied marine biology.');
const OTHERS = [
  text('bakery', 'Sourdough needs a long rest in a cool room, says the Bergen Baking Guild.'),
  text('school', 'The Bergen Baking Guild runs a school for young bakers.'),
  text('tools', 'A dock crane lifts containers. Cranes are serviced by the Port Authority every year.'),
  text('port', 'The Port Authority was founded by merchants.'),
];

describe(`a graph that no model made. ${verifies('graph.connects', 'graph.repairs')}`, () => {
  let folder: ReturnType<typeof temporaryHome>;
  let collection: ReturnType<typeof collectionIn>;
  beforeEach(() => {
    folder = temporaryHome();
    collection = collectionIn(folder.home);
  });
  afterEach(async () => {
    await collection.retrieval.close();
    folder.remove();
  });

  it('leads from the entity of one document to another that shares no word with the question', async () => {
    await collection.index([FILM, DIRECTOR, ...OTHERS]);
    const question = 'Who made The Silent Harbour?';
    const plain = await collection.search(question, { mode: 'keyword' });
    const connected = await collection.search(question);
    expect(plain.hits.map(({ document }) => document)).not.toContain('director');
    expect(connected.hits.slice(0, 2).map(({ document }) => document)).toEqual(['film', 'director']);
    const [, second] = connected.hits;
    expect(second).toMatchObject({ legs: { graph: 2 }, text: DIRECTOR.text, start: 0, end: DIRECTOR.text.length });
  });

  it('knows a short form by what a document says it means', async () => {
    await collection.index([
      text('a', 'The International Tidal Bureau (ITB) keeps the tables.'),
      text('b', 'Every spring the ITB sends a ship to Lofthus.'),
      text('c', 'In 1921 the ITB was refounded.'),
      ...OTHERS,
    ]);
    const { hits, graph } = await collection.search('What does the International Tidal Bureau do?');
    expect(
      hits
        .slice(0, 3)
        .map(({ document }) => document)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
    const id = graph?.entities[0]?.id ?? '';
    const card = await collection.retrieval.entity('c', id, callOf());
    expect(new Set(card.mentions.map(({ document }) => document))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('says where each mention of an entity stands', async () => {
    await collection.index([FILM, DIRECTOR, ...OTHERS]);
    const { graph } = await collection.search('Ingrid Vale');
    const card = await collection.retrieval.entity('c', graph?.entities[0]?.id ?? '', callOf());
    expect(card).toMatchObject({ name: 'Ingrid Vale', chunks: 2 });
    const texts = new Map([FILM, DIRECTOR].map((document) => [document.id, document.text]));
    for (const { document, start, end } of card.mentions) {
      expect(texts.get(document)?.slice(start, end)).toBe('Ingrid Vale');
    }
  });

  it('finds nothing through documents that the filter hides', async () => {
    const owned = (owner: string) => (document: typeof FILM) => ({ ...document, metadata: { owner } });
    await collection.index([
      ...[FILM, ...OTHERS].map(owned('ann')),
      owned('bo')(DIRECTOR),
      owned('bo')({ ...DIRECTOR, id: 'd2' }),
    ]);
    const filter = { owner: 'ann' };
    for (const mode of ['graph_local', 'graph_global'] as const) {
      const { hits, graph } = await collection.search('Who made The Silent Harbour?', { mode, filter });
      expect(hits.filter(({ metadata }) => metadata.owner !== 'ann')).toEqual([]);
      expect(JSON.stringify(graph)).not.toContain('marine biology');
    }
  });

  it('lists the themes of a collection with sentences of its own and says that no model wrote them', async () => {
    const tides = Array.from({ length: 6 }, (_, index) =>
      text(
        `tide-${index}`,
        `Report ${index}: the Lofthus Tide Station and the Norwegian Mapping Authority compare the Amsterdam Ordnance Datum.`,
      ),
    );
    const bread = Array.from({ length: 4 }, (_, index) =>
      text(`bread-${index}`, `Note ${index}: the Bergen Baking Guild tastes Jarlsberg Rye with the Hardanger Mill.`),
    );
    await collection.index([...tides, ...bread]);
    const { hits, graph, notes, receipt } = await collection.search('What is this about?', { mode: 'graph_global' });
    expect(graph?.communities.map(({ entities }) => entities.map(({ name }) => name).sort())).toEqual([
      ['Amsterdam Ordnance Datum', 'Lofthus Tide Station', 'Norwegian Mapping Authority'],
      ['Bergen Baking Guild', 'Hardanger Mill', 'Jarlsberg Rye'],
    ]);
    expect(hits.slice(0, 2).map(({ document }) => document.replace(/-\d/, ''))).toEqual(['tide', 'bread']);
    expect(notes).toContainEqual(expect.stringContaining('No model summarised'));
    expect(receipt).toBeUndefined();
  });

  it('is the same however it came about', async () => {
    const documents = [FILM, DIRECTOR, ...OTHERS];
    const changed = text('film', 'The Loud Harbour (TLH) is a remake by Ingrid Vale and the Port Authority.');
    await collection.index(documents.slice(0, 3));
    await collection.index([...documents.slice(3), text('gone', 'Ingrid Vale met the Port Authority (PA) in Rome.')]);
    await collection.search('anything', { mode: 'graph_global' });
    await collection.index([changed]);
    await collection.remove('gone', 'bakery');
    const fresh = temporaryHome();
    const other = collectionIn(fresh.home);
    try {
      await other.index([changed, ...documents.filter(({ id }) => id !== 'film' && id !== 'bakery')].toReversed());
      expect(await graphIn(folder.home)).toEqual(await graphIn(fresh.home));
      const ask = (from: typeof other, mode: 'graph_local' | 'graph_global') =>
        from.search('Which remake is there?', { mode });
      for (const mode of ['graph_local', 'graph_global'] as const) {
        const [left, right] = [await ask(collection, mode), await ask(other, mode)];
        expect(left.hits.map(({ id }) => id)).toEqual(right.hits.map(({ id }) => id));
        expect(left.graph).toEqual(right.graph);
      }
    } finally {
      await other.retrieval.close();
      fresh.remove();
    }
  });

  it('keeps nothing of a document that was deleted', async () => {
    const secret = text(
      'secret',
      'Zebulon Quist met Ingrid Vale in the Hidden Valley Resort. Zebulon Quist left the Hidden Valley Resort.',
    );
    await collection.index([FILM, DIRECTOR, secret, { ...secret, id: 'secret-2' }, ...OTHERS]);
    await collection.search('Zebulon Quist', { mode: 'graph_global' });
    await collection.remove('secret', 'secret-2');
    for (const mode of ['graph_local', 'graph_global'] as const) {
      const report = await collection.search('Zebulon Quist, Ingrid Vale', { mode });
      expect(JSON.stringify(report)).not.toMatch(/Zebulon|Hidden Valley/);
    }
    expect(JSON.stringify(await graphIn(folder.home))).not.toMatch(/zebulon/i);
  });

  it('grows with the collection without being asked again, and goes when it is told to', async () => {
    await collection.index([FILM, ...OTHERS]);
    await collection.index([DIRECTOR], { graph: undefined });
    expect((await collection.search('The Silent Harbour')).hits.map(({ document }) => document)).toContain('director');
    await collection.index([FILM], { graph: 'none' });
    await expect(collection.search('The Silent Harbour')).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await collection.retrieval.collections(callOf(), 'c')).toMatchObject([{ graph: false }]);
  });

  it('is asked for by name where there is none', async () => {
    await collection.index([FILM], { graph: undefined });
    await expect(collection.search('film')).rejects.toMatchObject({ hint: expect.stringContaining('keyless') });
  });

  it('goes on where a run that was stopped left off', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      text(`d${index}`, `Item ${index} belongs to the Port Authority.`),
    );
    const stop = new AbortController();
    const progress = ({ message }: { message: string }) => message.endsWith('the graph') && stop.abort();
    await expect(collection.index(many, {}, callOf({ signal: stop.signal, progress }))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await collection.search('Port Authority')).notes).toContainEqual(
      expect.stringContaining('not in the graph yet'),
    );
    await collection.index(many);
    expect((await collection.search('Port Authority')).notes).toEqual([]);
  });

  it('is made of Chinese as of English', async () => {
    await collection.index([
      text('zh-1', '青岚天文台位于云南高原，由陈远志教授主持观测工作。'),
      text('zh-2', '陈远志教授早年在成都研究植物学，后来转向天文。'),
      text('zh-3', '茶叶运输依靠铁路，沿线城市因此繁荣。'),
      text('zh-4', '铁路沿线城市种植茶叶。'),
    ]);
    const { hits } = await collection.search('青岚天文台由谁主持？');
    expect(hits.slice(0, 2).map(({ document }) => document)).toEqual(['zh-1', 'zh-2']);
  });

  it('takes any text without failing', async () => {
    const odd = [
      '',
      '((((((',
      'A'.repeat(9000),
      '\u202e(ABC) (DEF) ñ',
      '1 2 3 4 5',
      '😀😀😀 😀',
      'a (A)(B)(C) '.repeat(400),
    ];
    const report = await collection.index(odd.map((body, index) => text(`odd-${index}`, body || ' ')));
    expect(report.failed).toEqual([]);
    expect((await collection.search('(((')).hits).toEqual([]);
  });

  it('costs a collection without one no table', async () => {
    await collection.index([FILM], { graph: undefined });
    await collection.retrieval.close();
    const file = readFileSync(join(folder.home, 'collections', 'local', 'c.sqlite')).toString('latin1');
    expect(file).not.toContain('graph_');
  });
});
