import type { Answer, Endpoint, Failure, FailureReading, SendOptions } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, filled, type Json, record, records } from '../read.ts';
import { isRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, noJob } from './job.ts';

/** What the codes in `{code, message}` mean, in words that all errors share. */
const FAULTS: readonly (readonly [from: number, to: number, word: string])[] = [
  [1000, 1004, 'authentication_error'],
  [1100, 1102, 'insufficient_balance'],
  [1103, 1103, 'permission_denied'],
  [1200, 1202, 'invalid_request_error'],
  [1203, 1203, 'model_not_found'],
  [1300, 1301, 'content_filter'],
  [1302, 1303, 'rate_limit_exceeded'],
  [1304, 1304, 'permission_denied'],
  [5000, 5999, 'server_error'],
];

/** Reads `{code, message}`; a code that is not known is left to the status and the words. */
export function readKlingFailure({ body }: Pick<Failure, 'body'>): FailureReading {
  const { message, type } = readFailure(body);
  const number = count(record(body)?.code) ?? 0;
  const word = FAULTS.find(([from, to]) => number >= from && number <= to)?.[2];
  const reading = { message, type, ...(word !== undefined && { code: word }) };
  return word === undefined && isRefusal(reading) ? { ...reading, code: 'content_filter' } : reading;
}

/**
 * Tasks of Kling. The target is the path that starts them. In API 1 a task is looked at below that path, in API 2 below
 * `/tasks`; what is made lies in `task_result` of the one and in `outputs` of the other.
 */
export function klingTasks(endpoint: Endpoint, api: 1 | 2): Jobs {
  const { provider } = endpoint;

  /** The `data` of an answer, whose `code` may be an error under HTTP 200. */
  async function dataOf(sent: Promise<Answer>): Promise<Json> {
    const body = await (await sent).json();
    if ((count(record(body)?.code) ?? 0) !== 0) throw answerError(provider, readKlingFailure({ body }), false);
    const { data } = record(body) ?? {};
    const task = record(data) ?? records(data)[0];
    if (task === undefined && api === 2 && Array.isArray(data)) {
      // Heard right after the start too.
      throw new ProviderError('not_found', { provider, message: `${provider} does not know the task.` });
    }
    if (task === undefined) throw noJob(provider);
    return task;
  }

  return {
    async submit(path, body, { signal, details }) {
      const task = await dataOf(endpoint.send(path, body, { signal, decodeError: readKlingFailure }));
      return { id: jobId(task.task_id ?? task.id, provider), details: { ...details, path } };
    },
    async look({ id, details = {} }, { signal }) {
      const where: SendOptions = { signal, decodeError: readKlingFailure };
      const asked =
        api === 1
          ? endpoint.send(`${details.path}/${encodeURIComponent(id)}`, undefined, where)
          : endpoint.send('/tasks', undefined, { ...where, query: { task_ids: id } });
      const task = await dataOf(asked);
      switch (filled(task.task_status) ?? filled(task.status)) {
        case undefined:
          throw noJob(provider);
        case 'submitted':
          return { status: 'queued' };
        case 'succeed':
        case 'succeeded':
          return { status: 'succeeded', output: task };
        case 'failed':
          return {
            status: 'failed',
            error: jobFailure(provider, { message: filled(task.task_status_msg) ?? filled(task.message) }),
          };
        default:
          return { status: 'running' };
      }
    },
  };
}
