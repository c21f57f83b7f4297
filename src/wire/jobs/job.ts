import type { FailureReading } from '../../core/endpoint.ts';
import { asProviderError, type ErrorCode, ProviderError } from '../../core/errors.ts';
import type { Operation, OperationState } from '../../core/operation.ts';
import { errorCodeOf, quoted } from '../../http/errors.ts';
import { filled, type Json } from '../read.ts';
import { isRefusal } from '../refusal-words.ts';

type Options = { readonly signal: AbortSignal };

/** What a provider says of a job. What it made is still in the provider's words. */
export type JobState = Exclude<OperationState<never>, { readonly status: 'succeeded' }> | SucceededJob;
type SucceededJob = { readonly status: 'succeeded'; readonly output: Json };

/** How one provider's jobs are started, looked at and ended, whatever it is that they make. */
export type Jobs = {
  /** Starts a job at a path (or app, or model). `details` are kept beside what the protocol itself has to remember. */
  submit(
    target: string,
    body: Json,
    options: Options & { readonly details?: Operation['details'] },
  ): Promise<Operation>;
  look(operation: Operation, options: Options): Promise<JobState>;
  cancel?(operation: Operation, options: Options): Promise<void>;
};

/** A job's state with what it made read; an output that cannot be read is a failed job, because it stays as it is. */
export function stateOf<Result>(state: JobState, decode: (output: Json) => Result): OperationState<Result> {
  if (state.status !== 'succeeded') return state;
  try {
    return { status: 'succeeded', result: decode(state.output) };
  } catch (thrown) {
    return { status: 'failed', error: asProviderError(thrown) };
  }
}

/** A path below the base URL for a job's id, whatever characters that has. */
export const jobPath = (folder: string, { id }: Pick<Operation, 'id'>): string => `${folder}/${encodeURIComponent(id)}`;

/** The id of a started job. Throws `bad_response`: without it the job is lost. */
export function jobId(id: unknown, provider: string): string {
  const known = typeof id === 'number' ? String(id) : filled(id);
  if (known !== undefined) return known;
  throw new ProviderError('bad_response', { provider, message: `${provider} started a job without saying its id.` });
}

/** The error for an answer that says nothing of a job. */
export const noJob = (provider: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a job.` });

/** Faults of what was asked, in the words that vendors give as the reason of a failed job. */
const OWN_FAULT =
  /invalid|unsupported|not supported|must be|should be|too (short|long|large|small|many)|corrupt|decod|download/i;

/** The code that a vendor's own words imply. What is neither a refusal nor a fault of the request is the provider's. */
export function refusalCode(reading: FailureReading): ErrorCode {
  const known = errorCodeOf(undefined, reading);
  if (known !== 'overloaded') return known;
  if (isRefusal(reading)) return 'content_filter';
  return OWN_FAULT.test(`${reading.code ?? ''} ${reading.message ?? ''}`) ? 'bad_request' : known;
}

/** Why a job failed, with the code that its reason implies. */
export function jobFailure(provider: string, reason: FailureReading): ProviderError {
  const said = quoted([reason.message, reason.code].filter((word) => word !== undefined).join(' '));
  return new ProviderError(refusalCode(reason), {
    provider,
    message: quoted(`${provider} could not finish the job${said === '' ? '.' : `: ${said}`}`),
  });
}
