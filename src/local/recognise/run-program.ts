import { spawn } from 'node:child_process';
import { ProviderError } from '../../core/errors.ts';

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** The end of what a program says when it fails. */
const KEPT_STDERR = 4000;
const MAX_STDOUT = 10_000_000;

/** What a child process needs of our environment: enough to find its files, no key. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'TEMP', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];
export const childEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Runs a program to its end, without a shell. Aborting kills it. Rejects when it cannot be started. */
export function runProgram(file: string, args: readonly string[], signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new ProviderError('cancelled'));
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: childEnvironment(), windowsHide: true });
    let stdout = '';
    let stderr = '';
    const kill = (): void => {
      child.kill('SIGKILL');
      reject(new ProviderError('cancelled'));
    };
    signal.addEventListener('abort', kill, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < MAX_STDOUT) stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR);
    });
    child.once('error', (error) => {
      signal.removeEventListener('abort', kill);
      reject(error);
    });
    child.once('close', (status) => {
      signal.removeEventListener('abort', kill);
      resolve({ status, stdout, stderr });
    });
  });
}
