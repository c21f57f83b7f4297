import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { describe, expect, it } from 'vitest';
import pgvector from '../../src/stores/vector/pgvector.ts';
import { angle, recordOf, uuidOf, vectorIndexContract } from '../support/vector/contract.ts';

async function connected() {
  const database = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db: database, port: 0, host: '127.0.0.1', maxConnections: 8 });
  await server.start();
  const url = `postgres://postgres@${server.getServerConn()}/postgres`;
  const index = await pgvector.connect({
    home: '',
    variable: (name) => (name === 'PGVECTOR_URL' ? url : undefined),
  });
  return {
    index,
    database,
    close: async () => {
      await server.stop();
      await database.close();
    },
  };
}

describe.runIf(process.env.LLMKIT_TEST_SERVICES)('PostgreSQL 18 in WebAssembly, with pgvector', () => {
  vectorIndexContract(pgvector, connected);

  it('indexes long vectors by halves, and keeps the longest without an index', async () => {
    const { index, database, close } = await connected();
    for (const dimensions of [2500, 5000]) {
      const place = { name: `llmkit_long_${dimensions}`, dimensions };
      await index.ensure(place);
      const records = [10, 50].map((degrees) => ({
        ...recordOf(`l${degrees}`, 0),
        vector: angle(degrees, dimensions),
      }));
      await index.upsert(place, records);
      const hits = await index.query(place, { vector: angle(48, dimensions), limit: 1 });
      expect(hits.map(({ id }) => id)).toEqual([uuidOf('l50')]);
    }
    const { rows } = await database.query<{ indexname: string }>(
      `SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%halfvec_cosine_ops%' OR indexdef LIKE '% vector_cosine_ops%'`,
    );
    expect(rows.map(({ indexname }) => indexname)).toEqual(['llmkit_long_2500_hnsw']);
    await index.close();
    await close();
  });
});
