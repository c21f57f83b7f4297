import type { Endpoint, Failure, FailureReading } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Operation } from '../../core/operation.ts';
import { readFailure } from '../../http/errors.ts';
import { filled, record, records } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, noJob } from './job.ts';

/** Words before the owner in the id of an app. */
const NAMESPACES = new Set(['workflows', 'comfy']);
/** Statuses of a result that say something of this look, not of the run. */
const OF_THE_LOOK = [401, 403, 404, 408, 429, 502, 503];

const part = (text: string): string => encodeURIComponent(text);

/** `owner/name` and what follows, each part on its own. Throws `invalid_input`. */
function appOf(app: string, provider: string): readonly string[] {
  const parts = app.split('/');
  if (parts.length >= 2 && parts.every((one) => /^[\w.-]+$/.test(one) && !/^\.+$/.test(one))) return parts;
  throw new ProviderError('invalid_input', {
    provider,
    message: `That is no app of ${provider}: it has an owner and a name, as in fal-ai/flux/dev.`,
    processed: false,
  });
}

/** Requests lie below the app's owner and name, whatever its id goes on with. */
function requestPath({ id, details = {} }: Operation): string {
  const parts = (details.app ?? '').split('/');
  const base = parts.slice(0, NAMESPACES.has(parts[0] ?? '') ? 3 : 2);
  return `/${base.map(part).join('/')}/requests/${part(id)}`;
}

/** fal says what is wrong as `detail`: a text, or a list with a `type` in each. */
export function readFalFailure(failure: Failure): FailureReading {
  const type = filled(records(record(failure.body)?.detail)[0]?.type);
  return readRefusal(failure, { ...readFailure(failure.body), ...(type !== undefined && { type }) });
}

/** Apps in fal's queue. A run that failed is `COMPLETED` too: its result then answers with an error status. */
export function falQueue(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(app, body, { signal, details }) {
      const path = appOf(app, provider).map(part).join('/');
      const answer = await endpoint.send(`/${path}`, body, { signal, decodeError: readFalFailure });
      const id = jobId(record(await answer.json())?.request_id, provider);
      return { id, details: { ...details, app } };
    },
    async look(operation, { signal }) {
      const path = requestPath(operation);
      const looked = await endpoint.send(`${path}/status`, undefined, { signal, decodeError: readFalFailure });
      const state = record(await looked.json()) ?? {};
      const status = filled(state.status);
      if (status === undefined) throw noJob(provider);
      if (status === 'IN_QUEUE') return { status: 'queued' };
      if (status !== 'COMPLETED') return { status: 'running' };
      const fault = filled(state.error);
      if (fault !== undefined) {
        return { status: 'failed', error: jobFailure(provider, { message: fault, type: filled(state.error_type) }) };
      }
      const fetched = await endpoint.send(path, undefined, { signal, decodeError: readFalFailure }).catch(failedRun);
      if (fetched instanceof ProviderError) return { status: 'failed', error: fetched };
      const output = record(await fetched.json());
      if (output === undefined) throw noJob(provider);
      return { status: 'succeeded', output };
    },
    async cancel(operation, { signal }) {
      await endpoint
        .send(`${requestPath(operation)}/cancel`, undefined, { signal, method: 'PUT', decodeError: readFalFailure })
        .catch((thrown: unknown) => {
          // It has ended already.
          if (!(thrown instanceof ProviderError && thrown.status === 400)) throw thrown;
        });
    },
  };
}

function failedRun(thrown: unknown): ProviderError {
  if (thrown instanceof ProviderError && thrown.status !== undefined && !OF_THE_LOOK.includes(thrown.status)) {
    return thrown;
  }
  throw thrown;
}
