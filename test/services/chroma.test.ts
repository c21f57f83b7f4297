import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import chroma from '../../src/stores/vector/chroma.ts';
import { vectorIndexContract } from '../support/vector/contract.ts';

const bindings = process.env.LLMKIT_TEST_CHROMA;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts the real server from its npm package; resolves with its port when it says that it listens. */
async function start(folder: string) {
  const port = await freePort();
  const program = `require(process.argv[1]).cli(['chroma', 'run', '--path', process.argv[2], '--port', process.argv[3]])`;
  const child = spawn(process.execPath, ['-e', program, bindings ?? '', folder, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (/Connect to Chroma at/u.test(text)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`Chroma ended with ${code}: ${text}`)));
  });
  return { port, child };
}

describe.runIf(bindings)('Chroma’s own server', () => {
  vectorIndexContract('chroma', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llmkit-chroma-'));
    const { port, child } = await start(folder);
    const index = await chroma.connect({ home: folder, url: `http://127.0.0.1:${port}`, variable: () => undefined });
    return {
      index,
      close: async () => {
        const left = once(child, 'exit');
        child.kill('SIGKILL');
        await left;
        rmSync(folder, { recursive: true, force: true });
      },
    };
  });
});
