import { expect, it } from 'vitest';
import { binaryPackage } from '../../../src/local/llama/engine-folder.ts';
import { modelFor, sizeText } from '../../../src/local/llama/machine.ts';
import { SMALL_MODELS } from '../../../src/local/llama/small-models.ts';

const GB = 1e9;

it.each([
  [1, undefined, undefined],
  [2, undefined, 'gemma3:1b'],
  [8, undefined, 'gemma3:4b'],
  [16, undefined, 'qwen3:8b'],
  // A processor is slow whatever its memory.
  [256, undefined, 'qwen3:8b'],
  [32, 12, 'gemma3:12b'],
  [64, 24, 'gpt-oss:20b'],
])('a machine of %s GB, graphics %s GB, gets %s', (memory, graphics, name) => {
  const machine = { memory: memory * GB, ...(graphics === undefined ? {} : { graphics: graphics * GB }) };
  expect(modelFor(machine)?.ollama).toBe(name);
});

it('lists small models from small to large, each with one file to download', () => {
  const sizes = SMALL_MODELS.map(({ bytes }) => bytes);
  expect(sizes).toEqual(sizes.toSorted((left, right) => left - right));
  for (const { gguf } of SMALL_MODELS) expect(new URL(gguf).pathname).toMatch(/\/resolve\/main\/[^/]+\.gguf$/);
});

it('says sizes as people do', () => {
  expect([640e6, 2.5e9].map(sizeText)).toEqual(['640 MB', '2.5 GB']);
});

it('knows the built library of each system, and none where there is none', () => {
  expect(binaryPackage('linux', 'x64')).toBe('@node-llama-cpp/linux-x64');
  expect(binaryPackage('darwin', 'arm64')).toBe('@node-llama-cpp/mac-arm64-metal');
  expect(binaryPackage('aix', 'ppc64')).toBeUndefined();
});
