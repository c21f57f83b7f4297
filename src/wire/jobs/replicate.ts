import type { Endpoint } from '../../core/endpoint.ts';
import { defined } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { predictionOf } from '../replicate-predictions/encode.ts';
import { readPrediction } from '../replicate-predictions/prediction.ts';
import { type Jobs, jobFailure, jobPath } from './job.ts';

/** Predictions on Replicate of any kind of model. The target is `owner/name` or `owner/name:version`, the body its input. */
export function replicateJobs(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(model, input, { signal, details }) {
      const { path, body } = predictionOf(model, provider);
      const answer = await endpoint.send(path, { ...body, input }, { signal, decodeError: readRefusal });
      const { id } = readPrediction(await answer.json(), provider);
      return { id, details: { ...details, model } };
    },
    async look(operation, { signal }) {
      const answer = await endpoint.send(jobPath('/predictions', operation), undefined, { signal });
      const { status, output, error, model, metrics } = readPrediction(await answer.json(), provider);
      switch (status) {
        case 'starting':
          return { status: 'queued' };
        case 'processing':
          return { status: 'running' };
        case 'canceled':
        case 'aborted':
          return { status: 'cancelled' };
        case 'succeeded':
          if (error === undefined) return { status: 'succeeded', output: defined({ output, model, metrics }) };
      }
      return { status: 'failed', error: jobFailure(provider, { message: error ?? `The prediction was ${status}.` }) };
    },
    async cancel(operation, { signal }) {
      await endpoint.send(`${jobPath('/predictions', operation)}/cancel`, {}, { signal });
    },
  };
}
