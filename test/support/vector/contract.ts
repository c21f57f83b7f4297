import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/core/filter.ts';
import { screen } from '../../../src/core/screen.ts';
import type { IndexPlace, VectorIndex, VectorRecord, VectorStoreDefinition } from '../../../src/core/vector-index.ts';
import { FILTERED, FILTERS } from './filters.ts';
import { journey } from './journey.ts';

/** A unit vector in a plane of `dimensions`, at so many degrees. */
export function angle(degrees: number, dimensions = 8): Float32Array {
  const vector = new Float32Array(dimensions);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}

/** The same record id for the same name. */
export const uuidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const recordOf = (name: string, degrees: number, metadata: VectorRecord['metadata'] = {}): VectorRecord => ({
  id: uuidOf(name),
  vector: angle(degrees),
  document: name,
  source: `/folder/${name}.md`,
  ordinal: 0,
  page: 1,
  start: 0,
  end: 10,
  text: `Text of ${name}: “quoted” 'single' 東京 🙂`,
  metadata,
});

const CASES = FILTERS.map(([filter, ids, loose]) => ({
  filter,
  text: JSON.stringify(filter),
  ids,
  isLoose: loose === 'loose',
}));

export type ContractParts = {
  readonly index: VectorIndex;
  readonly close?: () => Promise<void>;
  /** The store is asked without filters, which the catalogue applies. */
  readonly hasNoFilters?: boolean;
  /** The store cannot ask for ranges of numbers. */
  readonly hasNoRanges?: boolean;
  /** Lets time pass until writes are seen. */
  readonly settle?: () => Promise<void>;
};

/** What every vector store does, whichever it is. */
export function vectorIndexContract(definition: VectorStoreDefinition, create: () => Promise<ContractParts>): void {
  describe(`the vector store ${definition.id}`, () => {
    let parts: ContractParts;
    let index: VectorIndex;
    const places: IndexPlace[] = [];
    const settle = async () => parts.settle?.();
    const newPlace = (): IndexPlace => {
      const place = { name: `llmkit_0123456789_${randomUUID().replaceAll('-', '').slice(0, 16)}`, dimensions: 8 };
      places.push(place);
      return place;
    };
    const placeWith = async (records: readonly VectorRecord[]): Promise<IndexPlace> => {
      const place = newPlace();
      await index.ensure(place);
      await index.upsert(place, records);
      await settle();
      return place;
    };
    const idsOf = async (place: IndexPlace): Promise<readonly string[]> => {
      const ids: string[] = [];
      for await (const page of index.ids(place)) ids.push(...page);
      return ids.sort();
    };

    beforeAll(async () => {
      parts = await create();
      index = parts.index;
    }, 60_000);
    afterAll(async () => {
      for (const place of places) await index?.drop(place);
      await index?.close();
      await parts?.close?.();
    });

    it('ranks by cosine, and says how near', async () => {
      const place = await placeWith([0, 20, 40, 90, 170].map((degrees) => recordOf(`r${degrees}`, degrees)));
      const hits = await index.query(place, { vector: angle(24), limit: 3 });
      expect(hits.map(({ id }) => id)).toEqual(['r20', 'r40', 'r0'].map(uuidOf));
      expect(hits[0]?.score).toBeCloseTo(Math.cos((4 * Math.PI) / 180), 1);
    });

    it('makes an index twice, and puts a record twice, without harm', async () => {
      const place = await placeWith([recordOf('once', 10)]);
      await index.ensure(place);
      await index.upsert(place, [recordOf('once', 10)]);
      await settle();
      expect(await idsOf(place)).toEqual([uuidOf('once')]);
      expect(await index.count(place)).toBe(1);
    });

    it('deletes by id, and ids that are not there', async () => {
      const place = await placeWith([recordOf('gone', 10), recordOf('kept', 20)]);
      await index.delete(place, [uuidOf('gone'), uuidOf('never')]);
      await settle();
      expect(await idsOf(place)).toEqual([uuidOf('kept')]);
      expect((await index.query(place, { vector: angle(10), limit: 5 })).map(({ id }) => id)).toEqual([uuidOf('kept')]);
    });

    it('lists and counts more records than one page holds', async () => {
      const records = Array.from({ length: 230 }, (_, number) => recordOf(`many${number}`, number));
      const place = newPlace();
      await index.ensure(place);
      for (let from = 0; from < records.length; from += 50) await index.upsert(place, records.slice(from, from + 50));
      await settle();
      expect(await index.count(place)).toBe(230);
      expect(await idsOf(place)).toEqual(records.map(({ id }) => id).sort());
    });

    it('keeps two indexes apart', async () => {
      const left = await placeWith([recordOf('left', 10)]);
      const right = await placeWith([recordOf('right', 10)]);
      expect((await index.query(left, { vector: angle(10), limit: 5 })).map(({ id }) => id)).toEqual([uuidOf('left')]);
      expect(await idsOf(right)).toEqual([uuidOf('right')]);
    });

    it('drops an index, and one that is not there', async () => {
      const place = await placeWith([recordOf('dropped', 10)]);
      await index.drop(place);
      await index.drop(place);
      await index.ensure(place);
      await settle();
      expect(await index.count(place)).toBe(0);
    });

    it('holds a collection from its first document to its last', async () => {
      await journey(definition, index);
    });

    describe('filters', () => {
      let place: IndexPlace;
      beforeAll(async () => {
        place = await placeWith(
          Object.entries(FILTERED).map(([id, metadata], number) => recordOf(id, number * 10, metadata)),
        );
      }, 60_000);

      it.each(CASES)('$text lets $ids through', async ({ filter, ids, isLoose }) => {
        const screened = screen(parseFilter(filter));
        const hits =
          screened.kind === 'none' ? [] : await index.query(place, { vector: angle(0), limit: 10, filter: screened });
        const found = Object.keys(FILTERED).filter((id) => hits.some((hit) => hit.id === uuidOf(id)));
        const asksRange = JSON.stringify(screened).includes('"range"');
        if (isLoose || parts.hasNoFilters || (parts.hasNoRanges && asksRange))
          expect(found).toEqual(expect.arrayContaining([...ids]));
        else expect(found.join('')).toBe(ids);
      });
    });
  });
}
