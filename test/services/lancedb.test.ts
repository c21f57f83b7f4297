import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import lancedb, { type LanceLibrary, lancedbIndex } from '../../src/stores/vector/lancedb.ts';
import { vectorIndexContract } from '../support/vector/contract.ts';

/** A folder in which the package is installed: it is too heavy for ours. */
const folder = process.env.LLMKIT_TEST_LANCEDB;

describe.runIf(folder)('LanceDB in this process', () => {
  vectorIndexContract(lancedb, async () => {
    const home = mkdtempSync(join(tmpdir(), 'llmkit-lance-'));
    // The types are those of our own side: the package is not ours to know.
    const library = createRequire(join(folder ?? '', 'index.js'))('@lancedb/lancedb') as LanceLibrary;
    return {
      index: lancedbIndex(await library.connect(home)),
      hasNoRanges: true,
      close: async () => rmSync(home, { recursive: true, force: true }),
    };
  });
});
