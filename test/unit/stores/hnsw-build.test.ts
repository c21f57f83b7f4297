import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { createStores } from '../../../src/stores/stores.ts';
import { documentOf, documents, HnswRig, LEAST, manifest, nearest, vectorOf } from '../../support/hnsw.ts';

let rig: HnswRig;
beforeEach(async () => {
  rig = new HnswRig();
  await rig.open();
});
afterEach(() => rig.end());

const { signal } = new AbortController();

describe('the file of an HNSW index', () => {
  describe('that is there', () => {
    beforeEach(async () => {
      await rig.write(...documents(0, LEAST));
      await rig.built();
    });

    it.each([
      ['cut short', () => truncateSync(join(rig.folder, rig.files()[0] ?? ''), 2_000)],
      ['empty', () => writeFileSync(join(rig.folder, rig.files()[0] ?? ''), '')],
      ['missing', () => rmSync(join(rig.folder, rig.files()[0] ?? ''))],
      [
        'changed in one bit',
        () => {
          const bytes = readFileSync(join(rig.folder, rig.files()[0] ?? ''));
          bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
          writeFileSync(join(rig.folder, rig.files()[0] ?? ''), bytes);
        },
      ],
      ['of something else', () => writeFileSync(join(rig.folder, rig.files()[0] ?? ''), 'usearch'.repeat(4_000))],
    ])('is built anew when its file is %s', async (_, damage) => {
      const before = await rig.registered();
      await rig.reopen({ meanwhile: damage });
      await rig.built();
      expect(rig.asked).toBe(0);
      const after = await rig.registered();
      expect(after?.file).not.toBe(before?.file);
      expect(rig.files()).toEqual([after?.file]);
      expect((await rig.search(vectorOf(7)))[0]).toBe('d7');
      expect(rig.asked).toBe(1);
    });

    it('is built anew for another version of the library', async () => {
      const before = await rig.registered();
      const newer = async () => {
        const library = await rig.counted();
        return library && { ...library, engine: 'usearch 99.0.0' };
      };
      await rig.reopen({ load: newer });
      await rig.built();
      expect((await rig.registered())?.file).not.toBe(before?.file);
    });

    it('goes with its collection', async () => {
      await rig.stores.drop('local', 'notes', signal);
      expect(existsSync(rig.folder)).toBe(false);
      await rig.open();
      await rig.write(...documents(1000, 20));
      expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), documents(1000, 20)));
      expect(rig.asked).toBe(0);
    });
  });

  it('is not made for a collection whose vectors are searched in another store', async () => {
    await rig.write(...documents(0, LEAST));
    await rig.store.connection.write(signal, (database) =>
      database.exec(`INSERT INTO manifest (key, value) VALUES ('place', '{"store":"chroma","name":"notes"}')`),
    );
    await rig.built();
    expect(rig.files()).toEqual([]);
  });

  it('is not needed: without the package all are compared, and one search says what to install', async () => {
    await rig.reopen({ load: async () => undefined });
    const all = documents(0, LEAST);
    await rig.write(...all);
    expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), all));
    expect(rig.store.notes).toEqual([expect.stringContaining('npm install usearch')]);
    await rig.search(vectorOf(-1));
    expect(rig.store.notes).toEqual([]);
    expect(rig.files()).toEqual([]);
  });

  it('is not needed: where the library cannot run, all are compared, and one search says so', async () => {
    await rig.reopen({ load: () => Promise.reject(new Error('wrong libc')) });
    await rig.write(...documents(0, LEAST));
    expect((await rig.search(vectorOf(7)))[0]).toBe('d7');
    expect(rig.store.notes).toEqual(['usearch cannot run here (wrong libc): all vectors are compared.']);
  });

  it('is gone on with where it ended, step by step', async () => {
    await rig.write(...documents(0, 1_000));
    await rig.built();
    const { last = 0 } = (await rig.registered()) ?? {};
    await rig.write(...documents(1_000, 3_500));
    // What the index has is not read again: without its vectors, only the rest can be added.
    await rig.store.connection.write(signal, (database) =>
      database.prepare('DELETE FROM vectors WHERE chunk <= ?').run(last),
    );
    await rig.built();
    expect(await rig.registered()).toMatchObject({ count: 4_500, last: 4_500 });
    expect(rig.files()).toEqual([(await rig.registered())?.file]);
  });

  it('is given up when the stores are closed, and built by the next that searches', async () => {
    await rig.write(...documents(0, 4_500));
    await rig.search(vectorOf(-1));
    await rig.reopen();
    expect(existsSync(join(rig.folder, 'building'))).toBe(false);
    await rig.built();
    expect(await rig.registered()).toMatchObject({ count: 4_500 });
    expect(rig.files()).toEqual([(await rig.registered())?.file]);
  });

  it('is of the new vectors alone after the collection was moved to another embedder', async () => {
    await rig.write(...documents(0, LEAST));
    await rig.built();
    await rig.stores.close();
    rig.asked = 0;
    const both = createStores({
      home: rig.home,
      clock: systemClock,
      log: silentLog,
      settings: () => ({ home: rig.home, variable: () => undefined }),
      hnsw: rig.settings(),
    });
    try {
      const other = await both.open('local', 'notes', { create: false });
      expect((await other.vector({ vector: vectorOf(7), limit: 1 }))[0]?.id).toBe('d7#0');
      expect(rig.asked).toBe(1);
      const embedder = { model: 'test/other', settingsSuffix: 't' };
      const move = await both.move('local', 'notes', { embedder }, signal);
      const chunks = await move.unembedded(LEAST);
      // Every chunk gets the vector that was another's.
      const moved = chunks.map((chunk) => ({ chunk, vector: vectorOf(LEAST - Number(chunk.document.slice(1))) }));
      await move.put(moved, signal);
      expect(await move.finish(signal)).toBe('finished');
      expect((await other.vector({ vector: vectorOf(7), limit: 1 }))[0]?.id).toBe(`d${LEAST - 7}#0`);
      expect(rig.asked).toBe(1);
    } finally {
      await both.close();
    }
    await rig.reopen();
    await rig.built();
    expect((await rig.search(vectorOf(7)))[0]).toBe(`d${LEAST - 7}`);
    expect(rig.asked).toBe(2);
  });

  it('is not built while another process builds it, and is when that one was killed', async () => {
    await rig.write(...documents(0, LEAST));
    mkdirSync(rig.folder, { recursive: true });
    writeFileSync(join(rig.folder, 'building'), '');
    writeFileSync(join(rig.folder, 'left-by-it.usearch'), 'half an index');
    await rig.built();
    expect(await rig.registered()).toBeUndefined();
    await rig.reopen({ meanwhile: () => utimesSync(join(rig.folder, 'building'), 1_000, 1_000) });
    await rig.built();
    expect(rig.files()).toEqual([(await rig.registered())?.file]);
  });

  it('is shared by two that have the collection open', async () => {
    const others = rig.another();
    try {
      const other = await others.open('local', 'notes', { create: false });
      await rig.write(...documents(0, LEAST));
      await Promise.all([rig.built(), rig.built(other)]);
      await rig.built(other);
      expect(rig.files()).toEqual([(await rig.registered())?.file]);
      await other.write({ manifest, documents: [documentOf('new', vectorOf(9000))] }, signal);
      await other.remove(['d7'], signal);
      expect((await rig.search(vectorOf(9000)))[0]).toBe('new');
      expect(await rig.search(vectorOf(7))).not.toContain('d7');
      expect((await rig.search(vectorOf(9000), { of: other }))[0]).toBe('new');
      expect(rig.asked).toBeGreaterThanOrEqual(3);
    } finally {
      await others.close();
    }
  });
});
