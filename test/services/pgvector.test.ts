import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { describe } from 'vitest';
import pgvector from '../../src/stores/vector/pgvector.ts';
import { vectorIndexContract } from '../support/vector/contract.ts';

describe.runIf(process.env.LLMKIT_TEST_SERVICES)('PostgreSQL 18 in WebAssembly, with pgvector', () => {
  vectorIndexContract(pgvector, async () => {
    const database = await PGlite.create({ extensions: { vector } });
    const server = new PGLiteSocketServer({ db: database, port: 0, host: '127.0.0.1', maxConnections: 8 });
    await server.start();
    const index = await pgvector.connect({
      home: '',
      variable: (name) =>
        name === 'PGVECTOR_URL' ? `postgres://postgres@${server.getServerConn()}/postgres` : undefined,
    });
    return {
      index,
      close: async () => {
        await server.stop();
        await database.close();
      },
    };
  });
});
