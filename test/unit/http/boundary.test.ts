import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/core/config.ts';
import { silentLog } from '../../../src/core/log.ts';
import { boundaryOf } from '../../../src/http/boundary.ts';
import { createEgressGuard } from '../../../src/http/egress.ts';
import { createEndpoint } from '../../../src/http/endpoint.ts';
import { storeSettings } from '../../../src/http/store-settings.ts';
import { vectorStores } from '../../../src/stores/vector/index.generated.ts';
import { testConfig } from '../../config.ts';
import { temporaryFolder } from '../runtime/pipeline.ts';

const allows = (policy: Policy, url: string): boolean => {
  try {
    boundaryOf(policy)(new URL(url));
    return true;
  } catch {
    return false;
  }
};

const HERE = [
  'http://127.0.0.1:1',
  'http://127.9.9.9',
  'http://localhost:11434',
  'http://[::1]:5',
  'http://a.localhost',
  'http://2130706433',
  'http://[::ffff:127.0.0.1]',
];
const NEAR = [
  'http://192.168.1.4',
  'http://10.0.0.1',
  'http://169.254.169.254',
  'http://[fd00::1]',
  'http://[fe80::1]',
  'http://nas',
  'https://models.lan',
  'https://gpu.internal',
];
const FAR = [
  'https://api.openai.com',
  'http://8.8.8.8',
  'http://[2001:4860:4860::8888]',
  'http://localhost.example.com',
  'http://127.0.0.1.nip.io',
  'http://[::ffff:8.8.8.8]',
];

describe('how far a policy lets anything reach', () => {
  it.each(HERE)('private and offline allow %s', (url) => {
    expect([allows('private', url), allows('offline', url)]).toEqual([true, true]);
  });

  it.each(NEAR)('offline alone allows %s', (url) => {
    expect([allows('private', url), allows('offline', url)]).toEqual([false, true]);
  });

  it.each(FAR)('neither allows %s, and the others do', (url) => {
    expect([allows('private', url), allows('offline', url), allows('auto', url)]).toEqual([false, false, true]);
  });
});

describe('the doors under the policy private', () => {
  const boundary = boundaryOf('private');

  it('refuse a URL of a caller before its name is resolved', async () => {
    let looked = 0;
    const guard = createEgressGuard({
      boundary,
      allowOrigins: ['https://docs.example.com'],
      lookup: async () => {
        looked += 1;
        return [{ address: '93.184.216.34', family: 4 }];
      },
    });
    await expect(guard.check('https://docs.example.com/a')).rejects.toMatchObject({ code: 'forbidden' });
    expect(looked).toBe(0);
  });

  it('refuse a request and a socket to a provider elsewhere, whatever its row says', async () => {
    const endpoint = createEndpoint({
      definition: { id: 'far', name: 'Far', baseUrl: { global: 'https://far.example' }, auth: { kind: 'none' } },
      config: testConfig({ home: temporaryFolder() }),
      log: silentLog,
      boundary,
      transport: () => Promise.reject(new Error('A request left.')),
      socketTransport: () => Promise.reject(new Error('A socket left.')),
    });
    const signal = new AbortController().signal;
    const quiet = { signal, onMessage: () => undefined, onEnd: () => undefined };
    await expect(endpoint.send('/chat', {}, { signal })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(endpoint.connect('/voice', quiet)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a vector store under the policy private', () => {
  const settings = storeSettings({
    ...testConfig({
      home: '/nowhere',
      policy: 'private',
      keys: { QDRANT_URL: 'https://cluster.example', PGVECTOR_URL: 'postgres://me@127.0.0.1:5432/db', KEY: 'a-key' },
      providers: { chroma: { baseUrl: 'https://chroma.example' } },
    }),
  });

  it('is not told of an address elsewhere', () => {
    expect(() => settings('chroma')).toThrow('keeps everything on this machine');
    expect(() => settings('qdrant').variable('QDRANT_URL')).toThrow('keeps everything on this machine');
  });

  it.each([
    ['pinecone', { PINECONE_API_KEY: 'a-key' }],
    ['pinecone', { PINECONE_API_KEY: 'a-key', PINECONE_INDEX_HOST: 'mine.svc.pinecone.example' }],
    ['vectorize', { CLOUDFLARE_API_TOKEN: 'a-key', CLOUDFLARE_ACCOUNT_ID: 'account' }],
    ['chroma', { CHROMA_API_KEY: 'a-key' }],
    ['chroma', { CHROMA_HOST: 'chroma.example' }],
    ['qdrant', { QDRANT_URL: 'cluster.example:6333' }],
    ['milvus', { MILVUS_URI: 'cluster.example:19530' }],
    ['weaviate', { WEAVIATE_URL: 'localhost:8080', WEAVIATE_GRPC_URL: 'cluster.example:50051' }],
  ])('reaches nobody elsewhere by the address that %s has of its own, or that has no scheme (%j)', async (id, keys) => {
    const load = vectorStores[id];
    if (load === undefined) throw new Error(`no store ${id}`);
    const { default: definition } = await load();
    const own = storeSettings(testConfig({ home: '/nowhere', policy: 'private', keys }));
    const place = { name: 'llmkit_notes', dimensions: 8 };
    const asked = async () => (await definition.connect(own(id))).count(place);
    await expect(asked()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is told of one on this machine, and of its key', () => {
    const { variable } = settings('pgvector');
    expect([variable('PGVECTOR_URL'), variable('KEY')]).toEqual(['postgres://me@127.0.0.1:5432/db', 'a-key']);
  });
});
