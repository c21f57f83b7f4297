// The entry of the parser's worker thread: one document a message, one answer each.
import { parentPort } from 'node:worker_threads';
import type { ParsedDocument } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { silenceThread } from '../core/worker.ts';
import type { WorkerAnswer, WorkerDelay } from '../core/worker-pool.ts';
import { parseDocument } from './parse.ts';
import type { ParseJob } from './parsed.ts';

silenceThread();

type ParseAnswer = WorkerAnswer<ParsedDocument>;

function failure(error: unknown): ParseAnswer {
  if (error instanceof ProviderError) return { ok: false, code: error.code, message: error.message, hint: error.hint };
  // A stack overflow or a parser's own exception: the document is at fault, not the server.
  const detail = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
  return { ok: false, code: 'invalid_input', message: `The document could not be parsed (${detail}).` };
}

// The only sender is `parser.ts`.
parentPort?.on('message', async (job: ParseJob) => {
  const askForTime = (moreMs: number) => parentPort?.postMessage({ moreMs } satisfies WorkerDelay);
  const answer = await parseDocument({ ...job, askForTime }).then(
    (document): ParseAnswer => ({ ok: true, value: document }),
    (error: unknown) => failure(error),
  );
  parentPort?.postMessage(answer);
});
