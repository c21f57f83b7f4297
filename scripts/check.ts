// All the gates that are not tests, one after the other, each with the command that runs it alone.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const GATES: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['generated files are fresh', process.execPath, ['scripts/generate.ts', '--check']],
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['types', bin('tsc'), ['--noEmit']],
  ['types of the pages', bin('tsc'), ['--noEmit', '-p', 'ui']],
  ['unused files, exports and dependencies', bin('knip'), []],
  ['tokens of the tool list', process.execPath, ['scripts/measure-tokens.ts']],
  ['MCP Inspector, strict', process.execPath, ['scripts/inspect.ts']],
  ['transport safety', process.execPath, ['scripts/transport-safety.ts']],
];

let failed = 0;
for (const [name, command, args] of GATES) {
  console.log(`\n-- ${name}`);
  if (!existsSync(command)) throw new Error(`${command} is missing; run npm ci first.`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    failed += 1;
    console.error(`FAILED: ${name} (${[command, ...args].join(' ')})`);
  }
}
console.log(failed === 0 ? '\nAll gates passed.' : `\n${failed} gates failed.`);
process.exitCode = failed === 0 ? 0 : 1;
