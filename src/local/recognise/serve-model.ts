import { ProviderError } from '../../core/errors.ts';
import type { Heard } from './heard.ts';
import type { HearAnswer, HearQuestion } from './model-process.ts';

/** What the entry of a model's process does: answers each question, and ends when the server has gone. */
export function serveModel(hear: (question: HearQuestion) => Promise<Heard>): void {
  process.once('disconnect', () => process.exit(0));
  process.on('message', async (message) => {
    // Sent by `model-process.ts`, the only one who starts this process.
    const question = message as HearQuestion;
    const answer: HearAnswer = await hear(question).then(
      (heard) => ({ ok: true, heard }),
      (thrown: unknown) => ({
        ok: false,
        code: thrown instanceof ProviderError ? thrown.code : 'unavailable',
        message: thrown instanceof Error ? thrown.message.slice(0, 400) : 'unknown failure',
      }),
    );
    process.send?.(answer);
  });
}
