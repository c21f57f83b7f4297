import type { OperationState } from '../core/operation.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscribeResult, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { COMMON_FORMATS } from './audio-formats.ts';
import { defined, filled, type Json, record, records, text } from './read.ts';
import { jobAsked, jobDetails, jobFailure, jobId, jobPath } from './transcribe-job.ts';
import { baseLanguage, termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, transcription } from './transcription.ts';

const PATH = '/speechtotext/v1/jobs';
const TRANSCRIPT = 'application/vnd.rev.transcript.v1.0+json';

/** The `options` of a job. Speakers are told unless that is skipped. */
export function encodeOptions(request: TranscribeRequest): {
  readonly options: Json;
  readonly notes: readonly string[];
} {
  const { model, diarize, language } = request;
  const { terms, notes } = termsOf(request.prompt, { most: 1000, longest: 255 });
  return {
    options: defined({
      transcriber: model,
      language: language === undefined ? undefined : languageOf(language),
      skip_diarization: diarize === true ? undefined : true,
      custom_vocabularies: terms.length === 0 ? undefined : [{ phrases: terms }],
    }),
    notes: [
      ...notes,
      ...(language === undefined ? ['language was taken to be English: this provider has to be told'] : []),
    ],
  };
}

/** Regions are told of English alone, and Chinese is Mandarin. */
function languageOf(language: string): string {
  if (/^en-(us|gb)$/i.test(language)) return language.toLowerCase();
  const base = baseLanguage(language) ?? language;
  return base === 'zh' ? 'cmn' : base;
}

/** Monologues of elements: words with times, and marks with the spaces between them. */
export function decodeTranscript(answer: Json, hasSpeakers: boolean): Heard {
  const monologues = records(answer.monologues);
  const said = monologues.map((one) =>
    records(one.elements)
      .map((element) => text(element.value) ?? '')
      .join(''),
  );
  return {
    text: said.map((one) => one.trim()).join('\n'),
    words: monologues.flatMap((one) => wordsOf(records(one.elements), hasSpeakers ? one.speaker : undefined)),
  };
}

/** A mark belongs to the word before it, so that sentence ends are seen. */
function wordsOf(elements: readonly Json[], speaker: unknown): readonly TranscriptSegment[] {
  const words: TranscriptSegment[] = [];
  for (const { type, value, ts, end_ts: end, confidence } of elements) {
    const last = words.at(-1);
    if (type === 'punct') {
      const mark = (text(value) ?? '').trim();
      if (last !== undefined && mark !== '') words[words.length - 1] = { ...last, text: `${last.text}${mark}` };
      continue;
    }
    const word = spanOf({ start: ts, end, text: value, speaker, confidence });
    if (word !== undefined) words.push(word);
  }
  return words;
}

/** The reasons that a failed job states, where the shared reading would not see what they mean. */
const REASONS: Readonly<Record<string, string>> = {
  insufficient_balance: 'insufficient_funds',
  invoicing_limit_exceeded: 'insufficient_funds',
  internal_processing: 'server_error',
  transcription: 'server_error',
};

function failureOf(job: Json, provider: string): OperationState<TranscribeResult> {
  const failure = filled(job.failure) ?? '';
  const code = REASONS[failure] ?? failure;
  const error = jobFailure(provider, { message: filled(job.failure_detail) ?? failure, code }, code !== 'server_error');
  return { status: 'failed', error };
}

/** Rev AI: a form with audio and options starts a job; its transcript is fetched once it is transcribed. */
export const revaiJobs = (): CapabilityFactory<'transcribe'> => (endpoint) => {
  const { provider } = endpoint;
  return {
    intake: () => ({ formats: [...COMMON_FORMATS, 'aac'], maxBytes: 2_000_000_000, maxSeconds: 61_200 }),
    pollMs: 5000,
    async start(request, { signal }) {
      const { options, notes } = encodeOptions(request);
      const form = formOf({ options: JSON.stringify(options), media: audioFile(request.audio) });
      const answer = await endpoint.send(PATH, form, { signal });
      const id = jobId(record(await answer.json())?.id, provider);
      return { id, details: jobDetails(request, notes) };
    },
    async poll(operation, { signal }) {
      const looked = await endpoint.send(jobPath(PATH, operation), undefined, { signal });
      const job = answerOf(await looked.json(), provider, ({ status }) => typeof status === 'string');
      if (job.status === 'failed') return failureOf(job, provider);
      if (job.status !== 'transcribed') return { status: 'running' };
      const fetched = await endpoint.send(`${jobPath(PATH, operation)}/transcript`, undefined, {
        signal,
        accept: TRANSCRIPT,
      });
      const answer = answerOf(await fetched.json(), provider, (one) => Array.isArray(one.monologues));
      const { asked, notes } = jobAsked(operation);
      const durationS = numberOf(job.duration_seconds);
      const language = filled(job.language);
      const heard = {
        ...decodeTranscript(answer, asked.diarize === true),
        ...(durationS !== undefined && { durationS }),
        ...(language !== undefined && { language }),
      };
      return { status: 'succeeded', result: transcription(heard, asked, notes) };
    },
    async cancel(operation, { signal }) {
      await endpoint.send(jobPath(PATH, operation), undefined, { signal, method: 'DELETE' });
    },
  };
};
