import { describe, expect, it } from 'vitest';
import milvus from '../../../src/stores/vector/milvus.ts';
import { recordOf, vectorIndexContract } from '../../support/vector/contract.ts';
import { startMilvus } from '../../support/vector/milvus-server.ts';

vectorIndexContract(milvus, async () => {
  const server = await startMilvus();
  const index = await milvus.connect({ home: '', url: `${server.url}/v2/vectordb`, variable: () => undefined });
  return { index, close: server.close };
});

describe('Milvus', () => {
  it('takes an error that comes with HTTP 200 for one, and sends its token', async () => {
    const server = await startMilvus();
    const all: Readonly<Record<string, string>> = { MILVUS_URI: server.url, MILVUS_TOKEN: 'root:Milvus' };
    const index = await milvus.connect({ home: '', variable: (name) => all[name] });
    const place = { name: 'llmkit_none', dimensions: 8 };
    await expect(index.count(place)).rejects.toMatchObject({ code: 100 });
    expect([...server.authorizations]).toEqual(['Bearer root:Milvus']);
    await server.close();
  });

  it('leaves a text out that is longer than a JSON field', async () => {
    const server = await startMilvus();
    const index = await milvus.connect({ home: '', url: server.url, variable: () => undefined });
    const place = { name: 'llmkit_long', dimensions: 8 };
    await index.ensure(place);
    await index.upsert(place, [{ ...recordOf('long', 10), text: '東'.repeat(30_000) }]);
    expect(await index.count(place)).toBe(1);
    await server.close();
  });
});
