import type { Endpoint } from '../../core/endpoint.ts';
import type { Operation, OperationState } from '../../core/operation.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { TranscribeRequest, TranscribeResult } from '../../core/transcribe.ts';
import { formOf } from '../../http/request-body.ts';
import { audioFile } from '../audio-file.ts';
import { COMMON_FORMATS } from '../audio-formats.ts';
import { defined, filled, type Json, record, records } from '../read.ts';
import { jobAsked, jobDetails, jobFailure, jobId, jobPath } from '../transcribe-job.ts';
import { baseLanguage, termsOf } from '../transcribe-wishes.ts';
import { answerOf, numberOf, transcription } from '../transcription.ts';
import { decodeTranscript } from './decode.ts';

const PATH = '/jobs';

/** The `config` of a job. */
export function encodeConfig(request: TranscribeRequest): { readonly config: Json; readonly notes: readonly string[] } {
  const { model, language, diarize } = request;
  const { terms, notes } = termsOf(request.prompt, { most: 1000, longest: 100 });
  const base = baseLanguage(language);
  const detected = /^melia/.test(model) ? 'multi' : 'auto';
  return {
    config: {
      type: 'transcription',
      transcription_config: defined({
        language: base === 'zh' ? 'cmn' : (base ?? detected),
        model,
        // Spellings of regions are known of English alone.
        output_locale: base === 'en' && language?.includes('-') === true ? language : undefined,
        diarization: diarize === true ? 'speaker' : undefined,
        additional_vocab: terms.length === 0 ? undefined : terms.map((content) => ({ content })),
      }),
    },
    notes,
  };
}

/** Speechmatics: one form with audio and configuration starts a job; its transcript is fetched once it is done. */
export const speechmaticsBatch = (): CapabilityFactory<'transcribe'> => (endpoint) => {
  const { provider } = endpoint;
  return {
    intake: () => ({ formats: [...COMMON_FORMATS, 'aac'], maxBytes: 1_000_000_000 }),
    pollMs: 3000,
    async start(request, { signal }) {
      const { config, notes } = encodeConfig(request);
      const form = formOf({ config: JSON.stringify(config), data_file: audioFile(request.audio) });
      const answer = await endpoint.send(PATH, form, { signal });
      const id = jobId(record(await answer.json())?.id, provider);
      return { id, details: jobDetails(request, notes) };
    },
    async poll(operation, { signal }) {
      const answer = await endpoint.send(jobPath(PATH, operation), undefined, { signal });
      const job = record(answerOf(await answer.json(), provider, (one) => record(one.job) !== undefined).job) ?? {};
      return stateOf(job, operation, { endpoint, signal });
    },
    async cancel(operation, { signal }) {
      await endpoint.send(jobPath(PATH, operation), undefined, { signal, method: 'DELETE', query: { force: 'true' } });
    },
  };
};

async function stateOf(
  job: Json,
  operation: Operation,
  { endpoint, signal }: { readonly endpoint: Endpoint; readonly signal: AbortSignal },
): Promise<OperationState<TranscribeResult>> {
  const { provider } = endpoint;
  switch (job.status) {
    case 'done': {
      const answer = await endpoint.send(`${jobPath(PATH, operation)}/transcript`, undefined, {
        signal,
        query: { format: 'json-v2' },
      });
      const body = answerOf(
        await answer.json(),
        provider,
        (one) => Array.isArray(one.results) || Array.isArray(one.words),
      );
      const heard = decodeTranscript(body);
      const durationS = heard.durationS ?? numberOf(job.duration);
      const { asked, notes } = jobAsked(operation);
      return {
        status: 'succeeded',
        result: transcription({ ...heard, ...(durationS !== undefined && { durationS }) }, asked, notes),
      };
    }
    case 'deleted':
      return { status: 'cancelled' };
    case 'rejected':
    case 'expired': {
      const said = records(job.errors).map((one) => filled(one.message));
      const message = said.filter((one) => one !== undefined).at(-1) ?? `the job was ${job.status}`;
      return { status: 'failed', error: jobFailure(provider, { message }, true) };
    }
    default:
      return { status: 'running' };
  }
}
