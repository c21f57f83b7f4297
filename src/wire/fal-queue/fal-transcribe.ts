import { ProviderError } from '../../core/errors.ts';
import type { Operation } from '../../core/operation.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { COMMON_FORMATS, MEGABYTE } from '../audio-formats.ts';
import { filled, record } from '../read.ts';
import { jobAsked, jobDetails, jobFailure, jobId } from '../transcribe-job.ts';
import { answerOf, transcription } from '../transcription.ts';
import { decodeOutput, encodeInput, isOutput } from './transcribe.ts';

const part = (text: string): string => encodeURIComponent(text);

/** Requests lie below the app's first two names, whatever its id goes on with. */
function requestPath({ id, details = {} }: Operation): string {
  const [owner = '', app = ''] = (details.model ?? '').split('/');
  return `/${part(owner)}/${part(app)}/requests/${part(id)}`;
}

/** The status of a result is that of its run, but for those that speak of this look alone. */
function failedRun(thrown: unknown): ProviderError {
  const isRuns =
    thrown instanceof ProviderError && thrown.status !== undefined && ![401, 403, 429].includes(thrown.status);
  if (isRuns) return thrown;
  throw thrown;
}

/** Recognisers in fal's queue. A run that failed is `COMPLETED` too: its result then answers with an error status. */
export const falTranscribe = (): CapabilityFactory<'transcribe'> => (endpoint) => {
  const { provider } = endpoint;
  return {
    // The audio goes as a data URL; larger files want a storage of their own.
    intake: () => ({ formats: COMMON_FORMATS, maxBytes: 10 * MEGABYTE }),
    pollMs: 500,
    async start(request, { signal }) {
      const { input, notes } = encodeInput(request);
      const path = request.model.split('/').map(part);
      if (path.length < 2) {
        throw new ProviderError('invalid_input', {
          provider,
          message: `"${request.model}" is no app of ${provider}: it has an owner and a name, as in fal-ai/whisper.`,
          processed: false,
        });
      }
      const answer = await endpoint.send(`/${path.join('/')}`, input, { signal });
      const id = jobId(record(await answer.json())?.request_id, provider);
      return { id, details: jobDetails(request, notes) };
    },
    async poll(operation, { signal }) {
      const looked = await endpoint.send(`${requestPath(operation)}/status`, undefined, { signal });
      const state = answerOf(await looked.json(), provider, (one) => filled(one.status) !== undefined || isOutput(one));
      const { asked, notes } = jobAsked(operation);
      if (isOutput(state))
        return { status: 'succeeded', result: transcription(decodeOutput(state, asked), asked, notes) };
      if (state.status === 'IN_QUEUE') return { status: 'queued' };
      if (state.status !== 'COMPLETED') return { status: 'running' };
      const message = filled(state.error);
      if (message !== undefined) return { status: 'failed', error: jobFailure(provider, { message }) };
      const fetched = await endpoint.send(requestPath(operation), undefined, { signal }).catch(failedRun);
      if (fetched instanceof ProviderError) return { status: 'failed', error: fetched };
      const answer = answerOf(await fetched.json(), provider, isOutput);
      return { status: 'succeeded', result: transcription(decodeOutput(answer, asked), asked, notes) };
    },
    async cancel(operation, { signal }) {
      await endpoint.send(`${requestPath(operation)}/cancel`, undefined, { signal, method: 'PUT' });
    },
  };
};
