import { beforeAll, describe, expect, it } from 'vitest';
import { aliasesIn } from '../../../../src/rag/graph/aliases.ts';
import { findCommunities } from '../../../../src/rag/graph/communities.ts';
import { englishPhrases } from '../../../../src/rag/graph/english.ts';
import { otherPhrases } from '../../../../src/rag/graph/other-languages.ts';
import { pageRank } from '../../../../src/rag/graph/pagerank.ts';
import { type Phrase, phraseKey } from '../../../../src/rag/graph/phrase.ts';
import { phraseGraph } from '../../../../src/rag/graph/phrases.ts';

const names = (phrases: readonly Phrase[]): readonly string[] => phrases.map(({ name }) => name);

describe('phrases of English', () => {
  let english: Awaited<ReturnType<typeof englishPhrases>>;
  beforeAll(async () => {
    english = await englishPhrases();
  });

  it('are names and nouns with their adjectives', () => {
    const found = names(
      english('The University of Oxford studies the laminar boundary layer. Apollo 11 was seen by Neil Armstrong.'),
    );
    expect(found).toEqual(
      expect.arrayContaining(['University of Oxford', 'laminar boundary layer', 'Apollo 11', 'Neil Armstrong']),
    );
  });

  it('stand where they say', () => {
    const text = 'A wing in a shock  wave;\nthe shock wave moves. “Mach number” rises — the Mach number.';
    for (const { name, start, end } of english(text)) expect(text.slice(start, end)).toBe(name);
  });

  it('leave out a lone word that is capital only because a sentence begins', () => {
    expect(names(english('Open the dome slowly. Close it later.'))).toEqual([]);
    expect(names(english('Oslo is large. We saw Oslo.'))).toEqual(['Oslo', 'Oslo']);
  });
});

describe('phrases of other languages', () => {
  it('are runs of capitalised words, without a lone one that begins a sentence', () => {
    expect(names(otherPhrases('Der Deutsche Wetterdienst misst in Offenbach am Main. Heute regnet es.'))).toEqual([
      'Deutsche Wetterdienst',
      'Offenbach',
      'Main',
    ]);
    expect(names(otherPhrases('Вчера Михаил Ломоносов открыл музей в Москве.'))).toContain('Михаил Ломоносов');
  });

  it('are words and pairs of words where there are no capitals', () => {
    expect(names(otherPhrases('青岚天文台位于云南高原。'))).toEqual(
      expect.arrayContaining(['天文台', '云南', '云南高原']),
    );
  });
});

it.each([
  ['the Boundary-Layers', 'Boundary Layers'],
  ['boundary layers', 'boundary layer'],
  ['Einstein’s theories', 'theory'],
])('meets %s as it should', (one, other) => {
  const [left, right] = [phraseKey(one), phraseKey(other)];
  expect(left.endsWith(right)).toBe(true);
});

it('does not take Williams for William', () => {
  expect(phraseKey('Robin Williams')).not.toBe(phraseKey('Robin William'));
});

it('finds short forms by their initials, and nothing in other brackets', () => {
  const text =
    'The World Health Organization (WHO) and the Bank of Nova Scotia (BNS) met in Rome (Italy) and Oslo (NO) (2019).';
  expect(aliasesIn(text)).toEqual([
    { short: 'WHO', long: 'World Health Organization' },
    { short: 'BNS', long: 'Bank of Nova Scotia' },
  ]);
});

it('reads an identifier as one name', async () => {
  const english = await englishPhrases();
  const { mentions } = phraseGraph(
    { text: 'The server reads MAX_OPEN_FILES when it is started by the user.' },
    english,
  );
  expect(mentions).toEqual([
    { phrase: 'max open files', name: 'MAX_OPEN_FILES', type: '', times: 1, start: 17, end: 31 },
  ]);
});

it('knows a document by its title, with and without what stands in brackets', () => {
  const { mentions } = phraseGraph({ text: 'It is close to the sun.', title: 'Mercury (planet)' }, () => []);
  expect(mentions.map(({ phrase }) => phrase)).toEqual(['mercury planet', 'mercury']);
});

it('holds few phrases of a chunk that is all names', () => {
  const list = Array.from({ length: 500 }, (_, index) => ({ name: `Name Number${index}`, start: 0, end: 3 }));
  expect(phraseGraph({ text: 'a list of the names that are in it' }, () => list).mentions).toHaveLength(64);
});

describe('personalised PageRank', () => {
  const entity = (id: string, chunks: number) => ({ id, phrase: id, type: '', chunks });
  const graph = {
    chunks: ['a', 'b', 'c', 'far'],
    entities: [entity('rare', 2), entity('common', 90), entity('lone', 2)],
    mentions: [
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 1],
      [3, 2],
    ] as const,
    relations: [],
  };

  it('leads farther through a rare entity than through a common one, and never where nothing leads', () => {
    const { chunks } = pageRank(graph, { chunks: new Map([['a', 1]]), entities: new Map() }, 100);
    expect(chunks.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('is a share of one', () => {
    const { chunks, entities } = pageRank(
      graph,
      { chunks: new Map([['a', 3]]), entities: new Map([['common', 5]]) },
      100,
    );
    const sum = chunks.reduce((all, { score }) => all + score, 0) + entities.reduce((all, rank) => all + rank, 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it('goes over a relation that a model has read', () => {
    const related = { ...graph, relations: [[0, 2, 8]] as const };
    const { chunks } = pageRank(related, { chunks: new Map([['b', 1]]), entities: new Map() }, 100);
    expect(chunks.map(({ id }) => id)).toContain('far');
  });
});

describe('communities', () => {
  const nodes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `e${String(index).padStart(3, '0')}`,
      phrase: '',
      type: '',
      chunks: 2,
    }));
  const clique = (from: number, size: number): [number, number, number][] =>
    Array.from({ length: size }, (_, one) =>
      Array.from({ length: one }, (_, other): [number, number, number] => [from + other, from + one, 5]),
    ).flat();

  it('are the groups that stand together, whatever order the graph is read in', async () => {
    const pairs = [...clique(0, 5), ...clique(5, 4), [4, 5, 0.1] as [number, number, number]];
    const found = await findCommunities({ entities: nodes(9), pairs });
    const members = found.filter(({ level }) => level === 0).map((community) => community.members.length);
    expect(members.sort()).toEqual([4, 5]);
    const turned = nodes(9).toReversed();
    const mirrored = pairs.map(([one, other, weight]): [number, number, number] => [8 - other, 8 - one, weight]);
    const again = await findCommunities({ entities: turned, pairs: mirrored.toReversed() });
    expect(again.map(({ id }) => id).sort()).toEqual(found.map(({ id }) => id).sort());
  });

  it('are divided while they are large, each part below its whole', async () => {
    const rings = Array.from({ length: 6 }, (_, ring) => clique(ring * 6, 6)).flat();
    const bridges = Array.from({ length: 5 }, (_, ring): [number, number, number] => [
      ring * 6,
      ring * 6 + 6,
      ring % 2 === 0 ? 4 : 0.5,
    ]);
    const found = await findCommunities({ entities: nodes(36), pairs: [...rings, ...bridges] });
    for (const { parent, members } of found.filter(({ level }) => level > 0)) {
      const whole = found.find(({ id }) => id === parent);
      expect(members.every((member) => whole?.members.includes(member))).toBe(true);
      expect(members.length).toBeLessThan(whole?.members.length ?? 0);
    }
  });

  it('are none in a graph without pairs', async () => {
    expect(await findCommunities({ entities: nodes(3), pairs: [] })).toEqual([]);
  });
});
