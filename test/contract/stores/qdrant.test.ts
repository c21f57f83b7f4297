import { afterAll, expect } from 'vitest';
import qdrant from '../../../src/stores/vector/qdrant.ts';
import { vectorIndexContract } from '../../support/vector/contract.ts';
import { startQdrant } from '../../support/vector/qdrant-server.ts';

const problems: (readonly string[])[] = [];
afterAll(() => expect(problems.flat()).toEqual([]));

vectorIndexContract(qdrant, async () => {
  const server = await startQdrant();
  problems.push(server.problems);
  const index = await qdrant.connect({ home: '', url: server.url, variable: () => undefined });
  return { index, close: server.close };
});
