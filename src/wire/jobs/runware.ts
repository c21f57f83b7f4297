import { randomUUID } from 'node:crypto';
import type { Endpoint, Failure, FailureReading, SendOptions } from '../../core/endpoint.ts';
import { usdToMicro } from '../../core/money.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, filled, type Json, record, records } from '../read.ts';
import { isRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, noJob } from './job.ts';

const words = (camelCase: string | undefined): string | undefined =>
  camelCase?.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** The first of `errors`, its code in the words that others use (`invalidApiKey`, `insufficientCredits`). */
export function readRunwareFailure({ body }: Pick<Failure, 'body'>): FailureReading {
  const { code, ...said } = readFailure(body);
  const word = words(code);
  const isOwnFault = /^(invalid|unsupported|missing|duplicate)_/.test(word ?? '');
  const reading = {
    ...said,
    ...(word !== undefined && { code: word }),
    ...(isOwnFault && { type: 'invalid_request_error' }),
  };
  return isRefusal(reading) ? { ...reading, code: 'content_filter' } : reading;
}

/** The answer to an array of tasks. Throws what it says where it has errors alone. */
export async function runTasks(
  endpoint: Endpoint,
  tasks: readonly Json[],
  options: Pick<SendOptions, 'signal' | 'headers'>,
): Promise<{ readonly data: readonly Json[]; readonly errors: readonly Json[] }> {
  const { provider } = endpoint;
  const answer = await endpoint.send('', tasks, { ...options, decodeError: readRunwareFailure });
  const body = record(await answer.json());
  const data = records(body?.data);
  const errors = records(body?.errors);
  if (data.length === 0 && errors.length > 0) throw answerError(provider, readRunwareFailure({ body }), false);
  if (data.length === 0) throw noJob(provider);
  return { data, errors };
}

/** What Runware would charge for a task; it does not run. Absent where it does not say. */
export async function priceOfTask(
  endpoint: Endpoint,
  task: Json,
  signal: AbortSignal,
): Promise<{ readonly costMicroUsd?: number }> {
  const body = [{ ...task, taskUUID: randomUUID(), deliveryMethod: 'async' }];
  const { data } = await runTasks(endpoint, body, { signal, headers: { 'x-runware-dry-run': '1' } });
  return costOfResults(data);
}

/** What results cost together; nothing where one of them does not say. */
export function costOfResults(results: readonly Json[]): { readonly costMicroUsd?: number } {
  const costs = results.map(({ cost }) => count(cost)).filter((cost) => cost !== undefined);
  if (costs.length === 0 || costs.length < results.length) return {};
  return { costMicroUsd: usdToMicro(costs.reduce((sum, cost) => sum + cost, 0)) };
}

/**
 * Tasks of Runware. The target is the id that we give a task (a UUID is made where it is empty): asked twice with the same
 * one, it runs once. The body is the task without it. What was made is the list `results` of the output.
 */
export function runwareJobs(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(clientId, task, { signal, details }) {
      const id = clientId === '' ? randomUUID() : clientId;
      await runTasks(endpoint, [{ ...task, taskUUID: id, deliveryMethod: 'async' }], { signal });
      return { id, details: { ...details, results: String(count(task.numberResults) ?? 1) } };
    },
    async look({ id, details = {} }, { signal }) {
      const body = [{ taskType: 'getResponse', taskUUID: id }];
      const answer = await endpoint.send('', body, { signal, decodeError: readRunwareFailure });
      const fields = record(await answer.json());
      const results = records(fields?.data).filter(({ status }) => status === undefined || status === 'success');
      const isRunning = records(fields?.data).some(({ status }) => status === 'processing');
      const errors = [...records(fields?.errors), ...records(fields?.data).filter(({ status }) => status === 'error')];
      if (!isRunning && results.length === 0 && errors.length === 0) {
        // Nothing is known of it yet.
        if (Array.isArray(fields?.data)) return { status: 'queued' };
        throw noJob(provider);
      }
      const wanted = count(Number(details.results)) ?? 1;
      if (isRunning || results.length + errors.length < wanted) {
        return { status: 'running', ...(wanted > 1 && { progress: results.length / wanted }) };
      }
      if (results.length > 0) return { status: 'succeeded', output: { results, missing: errors.length } };
      const [error = {}] = errors;
      return {
        status: 'failed',
        error: jobFailure(provider, { message: filled(error.message), code: words(filled(error.code)) }),
      };
    },
  };
}
