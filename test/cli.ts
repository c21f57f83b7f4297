import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const cliPath = join(import.meta.dirname, '..', 'dist', 'cli.js');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A data folder of its own, and a runner of the built command line in it, with nothing else in the environment. */
export function createCli(environment: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'llmkit-cli-'));
  const run = (args: readonly string[], stdin = '', node = process.execPath): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const child = spawn(node, [cliPath, ...args], {
        cwd: home,
        env: { PATH: process.env.PATH, LLMKIT_HOME: home, LLMKIT_DISCOVER: '0', ...environment },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
      child.stdin.end(stdin);
    });
  return { home, run, remove: () => rmSync(home, { recursive: true, force: true }) };
}
