import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, ProviderError } from '../../core/errors.ts';
import { workerUrl } from '../../core/worker.ts';
import type { Heard } from './heard.ts';

/** One piece of sound and how to hear it. Plain data: it travels to another process. */
export type HearQuestion = {
  /** The model's file or folder. */
  readonly model: string;
  /** 16 kHz, one channel, -1 to 1. */
  readonly samples: Float32Array;
  /** ISO 639-1; detected when absent, where the model can. */
  readonly language?: string;
  readonly prompt?: string;
  readonly isByWord: boolean;
};

export type HearAnswer =
  | { readonly ok: true; readonly heard: Heard }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** What the process needs of our environment: where programs, libraries and temporary files lie. No key. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** A model of some gigabytes is kept so long after its last use. */
const IDLE_MS = 120_000;

export type ModelProcess = { hear(question: HearQuestion, signal: AbortSignal): Promise<Heard> };

/**
 * A native engine in a child process: it can crash, and it can be killed in the middle of its work, which no thread can. One
 * question at a time; the model stays loaded between them. `entry` is the child's file beside this one.
 */
export function modelProcess(entry: string, provider: string, idleMs = IDLE_MS): ModelProcess {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function running(): ChildProcess {
    clearTimeout(idle);
    if (child !== undefined) {
      child.ref();
      child.channel?.ref();
      return child;
    }
    const started = fork(fileURLToPath(workerUrl(entry, import.meta.url)), [], {
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

  const ask = (question: HearQuestion, signal: AbortSignal): Promise<Heard> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new ProviderError('cancelled'));
      const asked = running();
      const settle = (end: () => void): void => {
        signal.removeEventListener('abort', stop);
        asked.off('message', answered).off('exit', ended).off('error', failed);
        rest();
        end();
      };
      const stop = (): void => {
        kill();
        settle(() => reject(new ProviderError('cancelled')));
      };
      const answered = (answer: HearAnswer): void =>
        settle(() => {
          if (answer.ok) resolve(answer.heard);
          else reject(new ProviderError(answer.code, { provider, message: answer.message }));
        });
      const ended = (status: number | null, killedBy: string | null): void =>
        settle(() => reject(crashed(question.model, `it ended with ${killedBy ?? status ?? 'nothing'}`)));
      const failed = (error: Error): void => settle(() => reject(crashed(question.model, error.message)));
      asked.on('message', answered).on('exit', ended).on('error', failed);
      signal.addEventListener('abort', stop, { once: true });
      asked.send(question, (error) => {
        if (error !== null) failed(error);
      });
    });

  const crashed = (model: string, reason: string): ProviderError =>
    new ProviderError('unavailable', {
      provider,
      message: `The recogniser crashed over ${model} (${reason}).`,
      hint: 'The file may be damaged, of another kind, or too large for the memory of this machine.',
    });

  return {
    hear(question, signal) {
      const answer = turn.then(() => ask(question, signal));
      turn = answer.catch(() => {});
      return untilAborted(answer, signal);
    },
  };
}

/** A call that still waits for its turn must not wait on when it is cancelled. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new ProviderError('cancelled'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
