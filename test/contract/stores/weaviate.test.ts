import { afterAll, describe, expect } from 'vitest';
import weaviate from '../../../src/stores/vector/weaviate.ts';
import { hasShared } from '../../shared.ts';
import { vectorIndexContract } from '../../support/vector/contract.ts';
import { startWeaviate } from '../../support/vector/weaviate-server.ts';

describe.runIf(hasShared)('Weaviate, by its published files', () => {
  const problems: (readonly string[])[] = [];
  afterAll(() => expect(problems.flat()).toEqual([]));

  vectorIndexContract(weaviate, async () => {
    const server = await startWeaviate();
    problems.push(server.problems);
    const index = await weaviate.connect({
      home: '',
      url: server.url,
      variable: (name) => (name === 'WEAVIATE_GRPC_URL' ? server.grpcUrl : undefined),
    });
    return { index, close: server.close };
  });
});
