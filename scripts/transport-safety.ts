// Runs the shared transport probes against the built server, where they lie beside the checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const checks = join(root, '..', 'shared', 'checks');
const cli = join(root, 'dist', 'cli.js');
const home = mkdtempSync(join(tmpdir(), 'llmkit-safety-'));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

function run(script: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [join(checks, script), ...args], {
    stdio: 'inherit',
    timeout: 120_000,
    env: { ...process.env, LLMKIT_HOME: home },
  });
  if (status !== 0) process.exitCode = 1;
}

if (existsSync(checks)) {
  const port = String(await freePort());
  run('stdiosafe.mjs', [
    '--tool',
    'find_models',
    '--args',
    '{"query":"claude","limit":2}',
    '--bad',
    '{"limit":"many"}',
    '--',
    process.execPath,
    cli,
  ]);
  run('httpsec.mjs', [
    '--url',
    `http://127.0.0.1:${port}/mcp`,
    '--',
    process.execPath,
    cli,
    'serve',
    '--http',
    '--port',
    port,
  ]);
} else {
  console.log('Left out: the probes lie in ../shared/checks, which is not there.');
}
rmSync(home, { recursive: true, force: true });
