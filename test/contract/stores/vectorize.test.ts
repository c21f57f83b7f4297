import { describe, expect, it } from 'vitest';
import vectorize from '../../../src/stores/vector/vectorize.ts';
import { recordOf, vectorIndexContract } from '../../support/vector/contract.ts';
import { startVectorize } from '../../support/vector/vectorize-server.ts';

async function connected() {
  const server = await startVectorize();
  const all: Readonly<Record<string, string>> = {
    CLOUDFLARE_API_TOKEN: 'test-token',
    CLOUDFLARE_ACCOUNT_ID: 'account',
  };
  const index = await vectorize.connect({ home: '', url: server.base, variable: (name) => all[name] });
  return { server, index };
}

vectorIndexContract(vectorize, async () => {
  const { server, index } = await connected();
  return { index, close: server.close, hasNoFilters: true };
});

describe('Cloudflare Vectorize', () => {
  const place = { name: 'llmkit_0123456789_0123456789abcdef', dimensions: 8 };

  it('names the variable that is missing, and sends its token', async () => {
    await expect(vectorize.connect({ home: '', variable: () => undefined })).rejects.toMatchObject({
      code: 'not_configured',
      hint: 'Set CLOUDFLARE_API_TOKEN.',
    });
    const { server, index } = await connected();
    await index.ensure(place);
    expect([...server.authorizations]).toEqual(['Bearer test-token']);
    await server.close();
  });

  it('tells an index that is not there by its code, whatever the status', async () => {
    const { server, index } = await connected();
    await expect(index.count(place)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(place.name),
    });
    await server.close();
  });

  it('makes an index that another process has just made', async () => {
    const { server, index } = await connected();
    await Promise.all([index.ensure(place), index.ensure(place)]);
    expect([...server.indexes.keys()]).toEqual([place.name]);
    await server.close();
  });

  it('leaves out what is longer than the metadata of a vector may be', async () => {
    const { server, index } = await connected();
    await index.ensure(place);
    const numbers = Object.fromEntries(Array.from({ length: 900 }, (_, number) => [`field_${number}`, number]));
    const long = [
      { ...recordOf('text', 10), text: '東'.repeat(30_000) },
      recordOf('numbers', 20, numbers),
      { ...recordOf('name', 30), source: 'x'.repeat(30_000) },
    ];
    await index.upsert(place, long);
    expect(await index.count(place)).toBe(3);
    await server.close();
  });

  it('is an error with what the server says when that is no JSON', async () => {
    const { server, index } = await connected();
    server.serve({ status: 502, chunks: ['<html>Bad gateway</html>'] });
    await expect(index.count(place)).rejects.toMatchObject({ status: 502, message: 'HTTP 502' });
    await server.close();
  });
});
