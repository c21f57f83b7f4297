// Lists and calls through the MCP Inspector's command line with --strict; any warning fails.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const home = mkdtempSync(join(tmpdir(), 'llmkit-inspect-'));
const server = ['--cli', 'node', join(root, 'dist/cli.js')];

const RUNS: readonly (readonly string[])[] = [
  ['--method', 'tools/list', '--strict'],
  ['--method', 'tools/call', '--tool-name', 'find_models', '--tool-args-json', '{"query":"claude"}'],
  ['--method', 'resources/list'],
  ['--protocol-era', 'modern', '--method', 'tools/list', '--strict'],
];

try {
  for (const args of RUNS) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/.bin/mcp-inspector'), ...server, ...args, '--format', 'json'],
      { cwd: root, encoding: 'utf8', timeout: 60_000, env: { ...process.env, LLMKIT_HOME: home } },
    );
    const hasWarning = /warn/i.test(stderr);
    console.log(`${args.join(' ')}: exit ${status}${hasWarning ? ', with warnings' : ''}, ${stdout.length} characters`);
    if (status === 0 && !hasWarning) continue;
    console.error(stderr.slice(0, 4000), stdout.slice(0, 2000));
    process.exitCode = 1;
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
