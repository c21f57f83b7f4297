// Runs the official conformance suite against our transport, once for each protocol revision and for each scenario of the tasks
// extension. Exit 1 when one fails.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const REVISIONS = ['2025-11-25', '2026-07-28'];
/** An extension, so that the requirements of a revision do not score it. */
const TASKS = [
  'tasks-capability-negotiation',
  'tasks-dispatch-and-envelope',
  'tasks-lifecycle',
  'tasks-mrtr-composition',
  'tasks-mrtr-input',
  'tasks-request-headers',
  'tasks-request-state-removal',
  'tasks-required-task-error',
  'tasks-wire-fields',
];
const LIMIT_MS = 300_000;

const server = spawn(process.execPath, [join(root, 'test/conformance/server.ts'), '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const output = mkdtempSync(join(tmpdir(), 'llmkit-conformance-'));
try {
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('exit', (code) => reject(new Error(`The fixture server ended with ${code}`)));
  });
  for (const revision of REVISIONS) {
    const code = await conformance(['server', '--url', url, '--requirements', revision, '-o', join(output, revision)]);
    console.log(`${revision}: ${code === 0 ? 'conformant' : `failed (exit ${code})`}`);
    if (code !== 0) process.exitCode = 1;
  }
  for (const scenario of TASKS) {
    const code = await conformance(['server', '--url', url, '--scenario', scenario, '-o', join(output, scenario)]);
    console.log(`${scenario}: ${code === 0 ? 'conformant' : `failed (exit ${code})`}`);
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  server.kill('SIGKILL');
  rmSync(output, { recursive: true, force: true });
}

function conformance(args: readonly string[]): Promise<number | null> {
  const suite = spawn(join(root, 'node_modules/.bin/conformance'), args, { stdio: 'inherit', timeout: LIMIT_MS });
  return new Promise((resolve) => suite.on('exit', resolve));
}
