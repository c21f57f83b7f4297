import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, ProviderError } from '../../core/errors.ts';
import { createTurns } from '../../core/turns.ts';

/** What the process is told. Plain data: it travels to another process. */
export type ToModel<Question> =
  | { readonly kind: 'question'; readonly question: Question }
  /** Whoever asked has gone: the process ends its work soon, or is ended. */
  | { readonly kind: 'cancel' };

export type FromModel<Result, Delta> =
  | { readonly kind: 'delta'; readonly delta: Delta }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly message: string };

export type ModelProcessOptions = {
  /** The file of the process. */
  readonly entry: URL;
  readonly provider: string;
  /** What it is, in errors. */
  readonly what: string;
  /** ms. A process that nobody asked anything for so long gives its memory back. */
  readonly idleMs?: number;
  /** ms. How long a cancelled question may take to end by itself, which keeps the model loaded. Killed at once when absent. */
  readonly graceMs?: number;
  /** Calls that may wait for their turn; more are `overloaded`. Any number when absent. */
  readonly mostWaiting?: number;
};

export type ModelProcess<Question, Result, Delta> = {
  ask(
    question: Question,
    options: { readonly signal: AbortSignal; readonly onDelta?: (delta: Delta) => void },
  ): Promise<Result>;
};

/** What the process needs of our environment: where programs, libraries and temporary files lie. No key. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** A model of some gigabytes is kept so long after its last use. */
const IDLE_MS = 120_000;

/**
 * A native engine in a child process: it can crash, and it can be killed in the middle of its work, which no thread can. One
 * question at a time, whose `model` is a path; the model stays loaded between them.
 */
export function modelProcess<Question extends { readonly model: string }, Result, Delta = never>(
  options: ModelProcessOptions,
): ModelProcess<Question, Result, Delta> {
  const { entry, provider, what, idleMs = IDLE_MS, graceMs, mostWaiting = Number.POSITIVE_INFINITY } = options;
  const takeTurn = createTurns(1);
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let waiting = 0;

  function running(): ChildProcess {
    clearTimeout(idle);
    if (child !== undefined) {
      child.ref();
      child.channel?.ref();
      return child;
    }
    const started = fork(fileURLToPath(entry), [], {
      serialization: 'advanced',
      // Engines print what they do; stdout belongs to JSON-RPC.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
    });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    child = started;
    return started;
  }

  function kill(): void {
    child?.kill('SIGKILL');
    child = undefined;
  }

  /** Nobody waits: the process must not keep ours alive, and ends after a while. */
  function rest(): void {
    child?.unref();
    child?.channel?.unref();
    clearTimeout(idle);
    idle = setTimeout(kill, idleMs);
    idle.unref();
  }

  /** Settles when the process is free again, which after a cancellation is later than the caller wants to know. */
  const exchange = (
    question: Question,
    { signal, onDelta }: Parameters<ModelProcess<Question, Result, Delta>['ask']>[1],
  ): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new ProviderError('cancelled'));
      const asked = running();
      let grace: NodeJS.Timeout | undefined;
      const settle = (end: () => void): void => {
        clearTimeout(grace);
        signal.removeEventListener('abort', stop);
        asked.off('message', told).off('exit', ended).off('error', failed);
        rest();
        end();
      };
      const give = (message: ToModel<Question>): void => {
        asked.send(message, (error) => {
          if (error !== null) failed(error);
        });
      };
      const killed = (): void => {
        kill();
        settle(() => reject(new ProviderError('cancelled')));
      };
      const stop = (): void => {
        if (graceMs === undefined) killed();
        else {
          give({ kind: 'cancel' });
          grace = setTimeout(killed, graceMs);
        }
      };
      const told = (message: FromModel<Result, Delta>): void => {
        if (message.kind === 'delta') {
          if (!signal.aborted) onDelta?.(message.delta);
        } else if (message.kind === 'result') settle(() => resolve(message.result));
        else settle(() => reject(new ProviderError(message.code, { provider, message: message.message })));
      };
      const ended = (status: number | null, killedBy: string | null): void =>
        settle(() => reject(crashed(question.model, `it ended with ${killedBy ?? status ?? 'nothing'}`)));
      const failed = (error: Error): void => settle(() => reject(crashed(question.model, error.message)));
      asked.on('message', told).on('exit', ended).on('error', failed);
      signal.addEventListener('abort', stop, { once: true });
      give({ kind: 'question', question });
    });

  const crashed = (model: string, reason: string): ProviderError =>
    new ProviderError('unavailable', {
      provider,
      message: `The ${what} crashed over ${model} (${reason}).`,
      hint: 'The file may be damaged, of another kind, or too large for the memory of this machine.',
    });

  return {
    async ask(question, asking) {
      if (waiting > mostWaiting) {
        throw new ProviderError('overloaded', {
          provider,
          message: `The ${what} is busy, and ${mostWaiting} calls wait for it already.`,
          hint: 'Ask again when they are answered, or name another model.',
          processed: false,
        });
      }
      waiting += 1;
      try {
        const done = await takeTurn(asking.signal);
        const answer = exchange(question, asking);
        answer.then(done, done);
        return await untilAborted(answer, asking.signal);
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** The caller is told at once, while the process still ends what it does. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new ProviderError('cancelled'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
