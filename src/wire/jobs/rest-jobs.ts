import type { Answer, Endpoint, Failure, FailureReading, SendOptions } from '../../core/endpoint.ts';
import { type ErrorCode, ProviderError } from '../../core/errors.ts';
import type { Operation } from '../../core/operation.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, filled, type Json, record } from '../read.ts';
import { isRefusal, readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, noJob } from './job.ts';

/** Where a job is looked at or ended. */
export type JobAddress = Pick<SendOptions, 'query' | 'method'> & { readonly path: string; readonly body?: unknown };

/** What a word for a job's state means. A code beside a failure says more than the vendor's reason does. */
type Meaning = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | ErrorCode;

/** What differs between vendors whose jobs are made by a POST and looked at by a GET. */
export type RestDialect = {
  readonly host?: string;
  /** Headers of the request that starts a job. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly idOf: (answer: Json) => unknown;
  readonly lookAt: (operation: Operation) => JobAddress;
  readonly cancelAt?: (operation: Operation) => JobAddress;
  /** The job in an answer; the answer itself unless stated. */
  readonly jobIn?: (answer: Json) => Json | undefined;
  /** The word for its state; `status` unless stated. */
  readonly stateIn?: (job: Json) => string | undefined;
  /** A word that is not here is that of a job which still runs. */
  readonly words: Readonly<Record<string, Meaning>>;
  readonly reasonOf?: (job: Json) => FailureReading;
  /** From 0 to 1. */
  readonly progressOf?: (job: Json) => number | undefined;
  /** An error that an answer of HTTP 200 carries. */
  readonly faultIn?: (answer: Json) => FailureReading | undefined;
  readonly readFailure?: (failure: Pick<Failure, 'body'>) => FailureReading;
};

/** What a job's own `error` says, an object or a text. */
export function reasonIn(job: Json): FailureReading {
  const { error } = job;
  const fields = record(error);
  return fields === undefined
    ? { message: filled(error) }
    : {
        message: filled(fields.message) ?? filled(fields.description),
        code: filled(fields.code) ?? filled(fields.kind),
        type: filled(fields.type),
      };
}

/** Jobs of a vendor that lets them be asked after by their id. The target is the path that makes them. */
export function restJobs(endpoint: Endpoint, dialect: RestDialect): Jobs {
  const { provider } = endpoint;
  const {
    host,
    words,
    reasonOf = reasonIn,
    jobIn = (answer) => answer,
    stateIn = ({ status }) => filled(status),
  } = dialect;
  const read = dialect.readFailure ?? (({ body }) => readFailure(body));
  const decodeError = (failure: Failure): FailureReading => readRefusal(failure, read(failure));
  const where = { ...(host !== undefined && { host }), decodeError };

  async function answered(sent: Promise<Answer>): Promise<Json> {
    const body = record(await (await sent).json());
    const fault = body === undefined ? undefined : dialect.faultIn?.(body);
    if (fault !== undefined) {
      throw answerError(provider, isRefusal(fault) ? { ...fault, code: 'content_filter' } : fault, false);
    }
    if (body === undefined) throw noJob(provider);
    return body;
  }

  return {
    async submit(path, body, { signal, details }) {
      const answer = await answered(endpoint.send(path, body, { ...where, headers: dialect.headers, signal }));
      const id = jobId(dialect.idOf(answer), provider);
      return { id, ...(details !== undefined && { details }) };
    },
    async look(operation, { signal }) {
      const { path, body, ...address } = dialect.lookAt(operation);
      const answer = await answered(endpoint.send(path, body, { ...where, ...address, signal }));
      const job = jobIn(answer);
      const word = job === undefined ? undefined : stateIn(job);
      if (job === undefined || word === undefined) throw noJob(provider);
      const meaning = Object.hasOwn(words, word) ? (words[word] ?? 'running') : 'running';
      switch (meaning) {
        case 'queued':
        case 'running': {
          const progress = count(dialect.progressOf?.(job));
          return { status: meaning, ...(progress !== undefined && { progress: Math.min(1, progress) }) };
        }
        case 'succeeded':
          return { status: 'succeeded', output: job };
        case 'cancelled':
          return { status: 'cancelled' };
        case 'failed':
          return { status: 'failed', error: jobFailure(provider, reasonOf(job)) };
        default: {
          const { message } = jobFailure(provider, { code: word, ...reasonOf(job) });
          const error = new ProviderError(meaning, { provider, message });
          // A job that is not known yet may be known at the next look.
          if (meaning === 'not_found') throw error;
          return { status: 'failed', error };
        }
      }
    },
    ...(dialect.cancelAt !== undefined && {
      async cancel(operation, { signal }) {
        const { path, body, ...address } = dialect.cancelAt?.(operation) ?? { path: '' };
        await endpoint.send(path, body, { ...where, ...address, signal });
      },
    }),
  };
}
