import type { Failure, FailureReading } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import { type AnswerContext, bodyChunks } from './answer.ts';
import { readAll } from './body.ts';
import { failureError, readFailure } from './errors.ts';
import { retryAfterMs } from './retry-after.ts';
import type { TransportAnswer } from './transport.ts';

const MAX_FAILURE_BYTES = 256 * 1024;

export type RefusalContext = AnswerContext & {
  readonly keyVariable: string | undefined;
  readonly failureMs: number;
  /** Wall clock in ms. */
  readonly now: () => number;
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** What an answer other than 2xx means, as the error that a caller is shown. Reads its body, bounded in size and time. */
export async function refusal(answer: TransportAnswer, context: RefusalContext): Promise<ProviderError> {
  const { provider, redactor, now, decodeError, keyVariable } = context;
  const words = await readFailureText(answer, context);
  if (answer.status >= 300 && answer.status < 400) {
    return new ProviderError('bad_response', {
      provider,
      status: answer.status,
      message: `${provider} redirects to another address, which is not followed.`,
      hint: 'Set the base URL to the address that answers.',
      location: answer.headers.location,
      processed: false,
    });
  }
  const failure = { status: answer.status, headers: answer.headers, body: failureBody(words) };
  return failureError(failure, decodeError?.(failure) ?? readFailure(failure.body), {
    provider,
    redact: redactor.everything,
    retryAfterMs: retryAfterMs(answer.headers, failure.body, now()),
    keyVariable,
  });
}

async function readFailureText(answer: TransportAnswer, context: RefusalContext): Promise<string> {
  const timer = setTimeout(() => answer.body.destroy(), context.failureMs);
  try {
    return (await readAll(bodyChunks(answer, context), MAX_FAILURE_BYTES, context.provider)).toString('utf8');
  } catch (thrown) {
    // The status alone tells enough when its body cannot be read; a caller who left is still told so.
    if (context.signal.aborted) throw thrown;
    return '';
  } finally {
    clearTimeout(timer);
  }
}

/** An error body: JSON, JSON in an event (Google answers a failed stream so), or text. */
function failureBody(text: string): unknown {
  const candidate = /^\s*(?:event:.*\r?\n)?data:(.*)/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(candidate);
  } catch {
    return text;
  }
}
