import type { RecordedRequest } from '../upstream.ts';

type Step = {
  readonly method?: string;
  /** Path and query below the provider's host. */
  readonly path: RegExp;
  readonly body: unknown;
};

const words = [{ word: 'hi', start: 0.1, end: 0.4 }];

/** How each wire answers a small audio with "hi", as its vendor documents it. The first path that fits decides. */
const STEPS: readonly Step[] = [
  { path: /\/audio\/transcriptions$|\/inference$/, body: { text: 'hi' } },
  {
    path: /\/v1\/listen\?/,
    body: {
      metadata: { duration: 0.5 },
      results: { channels: [{ alternatives: [{ transcript: 'hi', confidence: 0.9, words }] }] },
    },
  },
  { path: /\/v1\/speech-to-text$/, body: { text: 'hi', language_code: 'eng', words: [] } },
  { path: /\/speech-to-text$/, body: { request_id: 'r', transcript: 'hi', language_code: 'en-IN' } },
  { path: /\/v1\/asr$/, body: { text: 'hi', duration: 0.5, segments: [] } },
  { path: /\/stt$/, body: { type: 'transcript', text: 'hi', duration: 0.5, words } },
  { path: /:recognize$/, body: { results: [{ alternatives: [{ transcript: 'hi' }] }], metadata: { requestId: 'r' } } },
  {
    path: /\/v1\/recognize\?/,
    body: { result_index: 0, results: [{ final: true, alternatives: [{ transcript: 'hi ' }] }] },
  },
  {
    path: /transcriptions:transcribe\?/,
    body: { durationMilliseconds: 500, combinedPhrases: [{ text: 'hi' }], phrases: [] },
  },
  { path: /\/run\/@cf\//, body: { success: true, errors: [], messages: [], result: { text: 'hi' } } },
  { path: /\/hf-inference\/models\//, body: { text: 'hi' } },
  {
    path: /\/v2\/transcript\/job-1$/,
    body: { id: 'job-1', status: 'completed', text: 'hi', words: [], audio_duration: 1 },
  },
  { path: /\/v2\/transcript$/, body: { id: 'job-1', status: 'queued' } },
  {
    method: 'POST',
    path: /\/v2\/upload$/,
    body: { upload_url: 'https://cdn.test/1', audio_url: 'https://cdn.test/1' },
  },
  {
    path: /\/v2\/pre-recorded\/job-1$/,
    body: {
      id: 'job-1',
      status: 'done',
      result: { metadata: {}, transcription: { full_transcript: 'hi', languages: ['en'], utterances: [] } },
    },
  },
  { path: /\/v2\/pre-recorded$/, body: { id: 'job-1', result_url: 'https://elsewhere.test/job-1' } },
  {
    path: /\/v2\/jobs\/job-1\/transcript\?/,
    body: {
      format: '2.9',
      job: { duration: 1 },
      metadata: {},
      results: [{ type: 'word', start_time: 0, end_time: 1, alternatives: [{ content: 'hi', confidence: 1 }] }],
    },
  },
  { path: /\/v2\/jobs\/job-1$/, body: { job: { id: 'job-1', status: 'done' } } },
  {
    path: /\/speechtotext\/v1\/jobs\/job-1\/transcript$/,
    body: { monologues: [{ speaker: 0, elements: [{ type: 'text', value: 'hi', ts: 0, end_ts: 1 }] }] },
  },
  { path: /\/speechtotext\/v1\/jobs\/job-1$/, body: { id: 'job-1', status: 'transcribed' } },
  { path: /\/jobs$/, body: { id: 'job-1', status: 'in_progress' } },
  { path: /\/requests\/job-1\/status$/, body: { status: 'COMPLETED', request_id: 'job-1' } },
  { path: /\/requests\/job-1$/, body: { text: 'hi', chunks: [] } },
  { path: /\/fal-ai\/whisper$/, body: { request_id: 'job-1', status: 'IN_QUEUE' } },
];

/** The documented answer to one request; a new wire states its own above. */
export const transcribeStep = ({ method, url }: Pick<RecordedRequest, 'method' | 'url'>): Step | undefined =>
  STEPS.find((step) => step.path.test(url) && (step.method ?? method) === method);
