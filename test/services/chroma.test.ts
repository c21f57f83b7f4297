import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import chroma from '../../src/stores/vector/chroma.ts';
import { vectorIndexContract } from '../support/vector/contract.ts';
import { freePort, startServer } from '../support/vector/process.ts';

const bindings = process.env.LLMKIT_TEST_CHROMA;
const RUN = `require(process.argv[1]).cli(['chroma', 'run', '--path', process.argv[2], '--port', process.argv[3]])`;

describe.runIf(bindings)('Chroma’s own server', () => {
  vectorIndexContract(chroma, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llmkit-chroma-'));
    const port = await freePort();
    const server = await startServer(process.execPath, ['-e', RUN, bindings ?? '', folder, String(port)], port);
    return {
      index: await chroma.connect({ home: folder, url: `http://127.0.0.1:${port}`, variable: () => undefined }),
      close: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  });
});
