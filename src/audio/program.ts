import { spawn } from 'node:child_process';
import { ProviderError } from '../core/errors.ts';
import { createTurns } from '../core/turns.ts';

export type ProgramRun = {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Written to its standard input, piece by piece. */
  readonly input?: Iterable<Uint8Array>;
};

export type ProgramResult = {
  readonly output: Uint8Array<ArrayBuffer>;
  /** Null when a signal ended it. */
  readonly status: number | null;
  /** The end of what it said on standard error. */
  readonly complaint: string;
};

const MAX_COMPLAINT = 2_000;

/** Each takes a processor. */
const MAX_PROGRAMS = 4;
const turn = createTurns(MAX_PROGRAMS);

/** Runs a program without a shell. `undefined` when it is not on this machine. Killed when aborted, too slow or too talkative. */
export async function runProgram(
  command: string,
  args: readonly string[],
  run: ProgramRun,
): Promise<ProgramResult | undefined> {
  const done = await turn(run.signal);
  try {
    return await finished(command, args, run);
  } finally {
    done();
  }
}

function finished(
  command: string,
  args: readonly string[],
  { signal, timeoutMs, maxOutputBytes, input = [] }: ProgramRun,
): Promise<ProgramResult | undefined> {
  return new Promise((resolve, reject) => {
    // It may have been aborted while it waited for its turn.
    if (signal.aborted) return reject(new ProviderError('cancelled'));
    // Of our environment it needs only where programs lie, and on Windows where the system does.
    const { PATH, SystemRoot } = process.env;
    const child = spawn(command, args, { env: { PATH, SystemRoot }, stdio: 'pipe', windowsHide: true });
    const output: Buffer[] = [];
    let [size, complaint] = [0, ''];
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      child.kill('SIGKILL');
      end();
    };
    const fail = (code: 'timeout' | 'cancelled' | 'invalid_input', message?: string) =>
      settle(() => reject(new ProviderError(code, { message })));
    const stop = () => fail('cancelled');
    const timer = setTimeout(() => fail('timeout', `${command} did not finish within ${timeoutMs} ms.`), timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutputBytes) fail('invalid_input', `What it makes is more than ${maxOutputBytes} bytes.`);
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('latin1')).slice(-MAX_COMPLAINT);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle(() => (error.code === 'ENOENT' ? resolve(undefined) : reject(error))),
    );
    child.on('close', (status) =>
      settle(() => resolve({ output: new Uint8Array(Buffer.concat(output)), status, complaint: complaint.trim() })),
    );
    // It may stop reading before it has everything; what it made of it is what counts.
    child.stdin.on('error', () => {});
    feed(child.stdin, input[Symbol.iterator]());
  });
}

function feed(stdin: NodeJS.WritableStream, pieces: Iterator<Uint8Array>): void {
  for (let next = pieces.next(); !next.done; next = pieces.next()) {
    if (!stdin.write(next.value)) {
      stdin.once('drain', () => feed(stdin, pieces));
      return;
    }
  }
  stdin.end();
}
