import { afterAll, describe, expect, it } from 'vitest';
import pinecone from '../../../src/stores/vector/pinecone.ts';
import { vectorIndexContract } from '../../support/vector/contract.ts';
import { startPinecone } from '../../support/vector/pinecone-server.ts';

const problems: (readonly string[])[] = [];
afterAll(() => expect(problems.flat()).toEqual([]));

const connected = async (variables: Readonly<Record<string, string>> = {}) => {
  const server = await startPinecone();
  problems.push(server.problems);
  const all: Readonly<Record<string, string>> = { PINECONE_API_KEY: 'pinecone-key', ...variables };
  const index = await pinecone.connect({ home: '', url: server.url, variable: (name) => all[name] });
  return { index, server };
};

vectorIndexContract(pinecone, async () => {
  const { index, server } = await connected();
  return { index, close: server.close };
});

describe('Pinecone', () => {
  it('makes one index for each dimension, in the cloud that is named', async () => {
    const { index, server } = await connected({ PINECONE_CLOUD: 'gcp', PINECONE_REGION: 'europe-west4' });
    for (const name of ['llmkit_a', 'llmkit_b']) await index.ensure({ name, dimensions: 8 });
    await index.ensure({ name: 'llmkit_c', dimensions: 16 });
    expect([...server.indexes.keys()]).toEqual(['llmkit-8', 'llmkit-16']);
    const made = JSON.stringify(server.indexes.get('llmkit-16'));
    for (const part of ['"dimension":16', 'gcp', 'europe-west4', 'cosine']) expect(made).toContain(part);
    await server.close();
  });

  it('says which variable is missing', async () => {
    await expect(pinecone.connect({ home: '', variable: () => undefined })).rejects.toMatchObject({
      code: 'not_configured',
      hint: 'Set PINECONE_API_KEY.',
    });
  });
});
