import type { Operation, OperationState } from '../core/operation.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscribeResult, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { COMMON_FORMATS } from './audio-formats.ts';
import { defined, filled, type Json, list, record, records, text } from './read.ts';
import { jobAsked, jobDetails, jobFailure, jobId, jobPath } from './transcribe-job.ts';
import { baseLanguage, termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans, transcription } from './transcription.ts';

const PATH = '/v2/pre-recorded';

export function encodeRequest(
  request: TranscribeRequest,
  audioUrl: string,
): { readonly body: Json; readonly notes: readonly string[] } {
  const { model, diarize } = request;
  const language = baseLanguage(request.language);
  const { terms, notes } = termsOf(request.prompt, { most: 1000, longest: 100 });
  return {
    body: defined({
      audio_url: audioUrl,
      model,
      language_config: language === undefined ? undefined : { languages: [language] },
      diarization: diarize === true ? true : undefined,
      custom_vocabulary: terms.length === 0 ? undefined : true,
      custom_vocabulary_config: terms.length === 0 ? undefined : { vocabulary: terms },
    }),
    notes,
  };
}

/** What a job that is done heard: utterances, each with its words. */
export function decodeTranscript(answer: Json): Heard {
  const result = record(answer.result);
  const said = record(result?.transcription);
  const metadata = record(result?.metadata);
  const utterances = records(said?.utterances);
  const billed = numberOf(metadata?.billing_time);
  return {
    text: text(said?.full_transcript) ?? '',
    language: filled(list(said?.languages)[0]),
    durationS: numberOf(metadata?.audio_duration) ?? numberOf(record(answer.file)?.audio_duration),
    segments: spans(utterances, (one) => timed(one, one.text, one.speaker)),
    words: utterances.flatMap((one) => spans(records(one.words), (word) => timed(word, word.word, one.speaker))),
    ...(billed !== undefined && { usage: { seconds: billed } }),
  };
}

const timed = (item: Json, said: unknown, speaker: unknown): TranscriptSegment | undefined =>
  spanOf({ start: item.start, end: item.end, text: said, speaker, confidence: item.confidence });

function stateOf(body: unknown, operation: Operation, provider: string): OperationState<TranscribeResult> {
  const answer = answerOf(body, provider, ({ status }) => typeof status === 'string');
  if (answer.status === 'error') {
    const code = numberOf(answer.error_code);
    const message = filled(answer.error) ?? filled(record(record(answer.result)?.transcription)?.error);
    const reason = { message: message ?? (code === undefined ? undefined : `error ${code}`), code: code?.toString() };
    return { status: 'failed', error: jobFailure(provider, reason) };
  }
  if (answer.status !== 'done') return { status: answer.status === 'queued' ? 'queued' : 'running' };
  const { asked, notes } = jobAsked(operation);
  return { status: 'succeeded', result: transcription(decodeTranscript(answer), asked, notes) };
}

/** Gladia: upload, start, look again. Its addresses are built below the base URL, whatever an answer names. */
export const gladiaPrerecorded = (): CapabilityFactory<'transcribe'> => (endpoint) => {
  const { provider } = endpoint;
  return {
    intake: () => ({ formats: [...COMMON_FORMATS, 'aac'], maxBytes: 1_000_000_000, maxSeconds: 8100 }),
    pollMs: 2000,
    async start(request, { signal }) {
      const uploaded = await endpoint.send('/v2/upload', formOf({ audio: audioFile(request.audio) }), { signal });
      const { audio_url: audioUrl } = answerOf(
        await uploaded.json(),
        provider,
        (one) => filled(one.audio_url) !== undefined,
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
