import type { OperationState } from '../core/operation.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscribeResult, TranscriptSegment } from '../core/transcribe.ts';
import { audioBlob } from './audio-file.ts';
import { COMMON_FORMATS } from './audio-formats.ts';
import { defined, filled, type Json, record, records, text } from './read.ts';
import { jobAsked, jobDetails, jobFailure, jobId, jobPath } from './transcribe-job.ts';
import { termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans, transcription } from './transcription.ts';

const PATH = '/v2/transcript';

/** The newest model reads a prompt; older ones take key terms alone. */
const readsPrompts = (model: string): boolean => /universal-(3-[5-9]|[4-9])/.test(model);

export function encodeRequest(
  request: TranscribeRequest,
  audioUrl: string,
): { readonly body: Json; readonly notes: readonly string[] } {
  const { model, language, diarize, prompt } = request;
  const { terms, notes } = readsPrompts(model)
    ? { terms: [], notes: [] }
    : termsOf(prompt, { most: 200, longest: 100 });
  return {
    body: defined({
      audio_url: audioUrl,
      // The newest models hear fewer languages; this is the vendor's own order.
      speech_models: /universal-3/.test(model) ? [model, 'universal-2'] : [model],
      // `en_us`, `pt`: their own spelling of regions.
      language_code: language?.toLowerCase().replaceAll('-', '_'),
      language_detection: language === undefined ? true : undefined,
      speaker_labels: diarize === true ? true : undefined,
      prompt: readsPrompts(model) ? prompt : undefined,
      keyterms_prompt: terms.length === 0 ? undefined : terms,
    }),
    notes,
  };
}

/** A finished transcript. Its times are in milliseconds. */
export function decodeTranscript(answer: Json): Heard {
  return {
    text: text(answer.text) ?? '',
    language: filled(answer.language_code),
    durationS: numberOf(answer.audio_duration),
    words: spans(records(answer.words), inMs),
    segments: spans(records(answer.utterances), inMs),
    model: filled(answer.speech_model_used) ?? filled(answer.speech_model),
  };
}

function inMs(item: Json): TranscriptSegment | undefined {
  const start = numberOf(item.start);
  const end = numberOf(item.end);
  if (start === undefined || end === undefined) return undefined;
  const { speaker, confidence } = item;
  return spanOf({ start: start / 1000, end: end / 1000, text: item.text, speaker, confidence });
}

function stateOf(
  body: unknown,
  operation: Parameters<typeof jobAsked>[0],
  provider: string,
): OperationState<TranscribeResult> {
  const answer = answerOf(body, provider, ({ status }) => typeof status === 'string');
  if (answer.status === 'error') {
    return { status: 'failed', error: jobFailure(provider, { message: filled(answer.error) }) };
  }
  if (answer.status !== 'completed') return { status: answer.status === 'queued' ? 'queued' : 'running' };
  const { asked, notes } = jobAsked(operation);
  return { status: 'succeeded', result: transcription(decodeTranscript(answer), asked, notes) };
}

/** AssemblyAI: upload, start, look again. A transcript can be deleted, not stopped. */
export const assemblyaiTranscript = (): CapabilityFactory<'transcribe'> => (endpoint) => {
  const { provider } = endpoint;
  return {
    intake: () => ({ formats: [...COMMON_FORMATS, 'aac'], maxBytes: 2_200_000_000, maxSeconds: 36_000 }),
    pollMs: 3000,
    async start(request, { signal }) {
      const uploaded = await endpoint.send('/v2/upload', audioBlob(request.audio, 'application/octet-stream'), {
        signal,
      });
      const { upload_url: audioUrl } = answerOf(
        await uploaded.json(),
        provider,
        (one) => filled(one.upload_url) !== undefined,
      );
      const { body, notes } = encodeRequest(request, String(audioUrl));
      const answer = await endpoint.send(PATH, body, { signal });
      const id = jobId(record(await answer.json())?.id, provider);
      return { id, details: jobDetails(request, notes) };
    },
    async poll(operation, { signal }) {
      const answer = await endpoint.send(jobPath(PATH, operation), undefined, { signal });
      return stateOf(await answer.json(), operation, provider);
    },
    async cancel(operation, { signal }) {
      await endpoint.send(jobPath(PATH, operation), undefined, { signal, method: 'DELETE' });
    },
  };
};
