import { ProviderError } from '../../core/errors.ts';
import type { FromModel, ToModel } from './model-process.ts';

export type Working<Delta> = { readonly signal: AbortSignal; readonly emit: (delta: Delta) => void };

/** What the entry of a model's process does: answers each question, and ends when the server has gone. */
export function serveModel<Question, Result, Delta = never>(
  answer: (question: Question, working: Working<Delta>) => Promise<Result>,
): void {
  const tell = (message: FromModel<Result, Delta>): void => void process.send?.(message);
  let work = new AbortController();
  process.once('disconnect', () => process.exit(0));
  process.on('message', async (message) => {
    // Sent by `model-process.ts`, the only one who starts this process.
    const told = message as ToModel<Question>;
    if (told.kind === 'cancel') {
      work.abort();
      return;
    }
    work = new AbortController();
    const emit = (delta: Delta): void => tell({ kind: 'delta', delta });
    await answer(told.question, { signal: work.signal, emit }).then(
      (result) => tell({ kind: 'result', result }),
      (thrown: unknown) =>
        tell({
          kind: 'failure',
          code: thrown instanceof ProviderError ? thrown.code : 'unavailable',
          message: thrown instanceof Error ? thrown.message.slice(0, 400) : 'unknown failure',
        }),
    );
  });
}
