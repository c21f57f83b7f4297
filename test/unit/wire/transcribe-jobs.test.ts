import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/core/operation.ts';
import type { TranscribeRequest } from '../../../src/core/transcribe.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { rowCapability } from '../../contract/row.ts';
import { asking, formIn, settled } from '../../support/transcribe.ts';
import { type RecordedRequest, startUpstream, type Upstream } from '../../upstream.ts';

let upstream: Upstream;
/** Answers by method and path without query, with their status where it is not 200. */
let answers: Record<string, unknown> = {};
beforeAll(async () => {
  upstream = await startUpstream(({ method, url }, response) => {
    const answer = answers[`${method} ${url.replace(/\?.*/, '')}`];
    const isRefusal = Array.isArray(answer);
    response.writeHead(isRefusal ? answer[0] : answer === undefined ? 404 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(isRefusal ? answer[1] : (answer ?? { error: 'no such thing' })));
  });
});
beforeEach(() => {
  answers = {};
  upstream.requests.length = 0;
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const { signal } = new AbortController();

function jobsOf(provider: string) {
  const row = providers.find(({ id }) => id === provider);
  if (row === undefined) throw new Error(`No ${provider}.`);
  const { capability } = rowCapability(row, 'transcribe', upstream.url);
  if (!('start' in capability)) throw new Error(`${provider} does not work in jobs.`);
  const model = row.defaults.transcribe ?? '';
  return {
    capability,
    start: (request: Partial<TranscribeRequest> = {}) => capability.start(asking({ model, ...request }), { signal }),
    look: (operation: Partial<Operation> = {}) =>
      capability.poll({ id: 'job-1', details: { model }, ...operation }, { signal }),
    ask: (request: Partial<TranscribeRequest> = {}) => settled(capability, asking({ model, ...request })),
  };
}
const asked = (): readonly string[] => upstream.requests.map(({ method, url }: RecordedRequest) => `${method} ${url}`);

describe('AssemblyAI', () => {
  it('uploads the bytes, then starts a transcript of them', async () => {
    answers = {
      'POST /v2/upload': { upload_url: 'https://cdn.test/1' },
      'POST /v2/transcript': { id: 'job-1', status: 'queued' },
    };
    const operation = await jobsOf('assemblyai').start({ language: 'en-GB', diarize: true, prompt: 'About ships.' });
    expect(operation).toEqual({ id: 'job-1', details: { model: 'universal-3-5-pro', diarize: 'true' } });
    expect(upstream.requests[0]?.headers['content-type']).toBe('application/octet-stream');
    expect(upstream.requests[0]?.bytes.subarray(0, 4).toString()).toBe('RIFF');
    expect(upstream.requests[1]?.body).toEqual({
      audio_url: 'https://cdn.test/1',
      speech_models: ['universal-3-5-pro', 'universal-2'],
      language_code: 'en_gb',
      speaker_labels: true,
      prompt: 'About ships.',
    });
  });

  it.each([
    [{ status: 'queued' }, 'queued'],
    [{ status: 'processing' }, 'running'],
    [{ status: 'a word of tomorrow' }, 'running'],
  ])('%j is %s', async (answer, status) => {
    answers['GET /v2/transcript/job-1'] = { id: 'job-1', ...answer };
    expect(await jobsOf('assemblyai').look()).toEqual({ status });
  });

  it.each([
    ['Transcoding failed. File does not appear to contain audio.', 'bad_request'],
    ['Insufficient funds: your account balance is negative.', 'quota_exhausted'],
    ['Server error, please try again.', 'overloaded'],
  ])('says of a failed job that %s', async (error, code) => {
    answers['GET /v2/transcript/job-1'] = { id: 'job-1', status: 'error', error };
    expect(await jobsOf('assemblyai').look()).toMatchObject({
      status: 'failed',
      error: { code, provider: 'assemblyai', message: expect.stringContaining(error.slice(0, 20)) },
    });
  });

  it('deletes a transcript that nobody wants any more', async () => {
    answers['DELETE /v2/transcript/job-1'] = { id: 'job-1' };
    await jobsOf('assemblyai').capability.cancel?.({ id: 'job-1' }, { signal });
    expect(asked()).toEqual(['DELETE /v2/transcript/job-1']);
  });
});

describe('Gladia', () => {
  it('takes the address of its upload, and never follows the one that its answer names', async () => {
    answers = {
      'POST /v2/upload': { audio_url: 'https://api.gladia.io/file/1' },
      'POST /v2/pre-recorded': { id: 'job/1', result_url: 'https://10.0.0.1/steal' },
      'GET /v2/pre-recorded/job%2F1': {
        status: 'done',
        result: {
          metadata: { audio_duration: 2, billing_time: 3 },
          transcription: {
            full_transcript: 'Hi. Ho.',
            languages: ['en'],
            utterances: [
              { text: 'Hi.', start: 0, end: 1, speaker: 0, words: [{ word: 'Hi.', start: 0, end: 1 }] },
              { text: 'Ho.', start: 1, end: 2, speaker: 1, words: [{ word: ' Ho.', start: 1, end: 2 }] },
            ],
          },
        },
      },
    };
    const result = await jobsOf('gladia').ask({ diarize: true, prompt: 'Ada, COBOL', language: 'en-US' });
    expect(result).toMatchObject({
      text: 'Hi. Ho.',
      usage: { seconds: 3 },
      segments: [{ speaker: '0' }, { speaker: '1' }],
    });
    expect(upstream.requests[1]?.body).toEqual({
      audio_url: 'https://api.gladia.io/file/1',
      model: 'solaria-1',
      language_config: { languages: ['en'] },
      diarization: true,
      custom_vocabulary: true,
      custom_vocabulary_config: { vocabulary: ['Ada', 'COBOL'] },
    });
  });

  it('says by a number why a job failed', async () => {
    answers['GET /v2/pre-recorded/job-1'] = { status: 'error', error_code: 403 };
    expect(await jobsOf('gladia').look()).toMatchObject({ status: 'failed', error: { code: 'auth_rejected' } });
  });
});

describe('Speechmatics', () => {
  it('sends audio and configuration in one form, and gets the transcript once it is done', async () => {
    const heard = {
      start_time: 0,
      end_time: 1,
      type: 'word',
      alternatives: [{ content: 'Hi', speaker: 'S1', language: 'en' }],
    };
    answers = {
      'POST /v2/jobs': { id: 'job-1' },
      'GET /v2/jobs/job-1': { job: { id: 'job-1', status: 'done', duration: 15 } },
      'GET /v2/jobs/job-1/transcript': { format: '2.9', metadata: {}, results: [heard] },
    };
    const result = await jobsOf('speechmatics').ask({ language: 'en-GB', diarize: true, prompt: 'Ada' });
    expect(result).toMatchObject({ text: 'Hi', durationS: 15, segments: [{ speaker: 'S1' }], usage: { seconds: 15 } });
    const [first] = upstream.requests;
    const form = first === undefined ? [] : await formIn(first);
    expect(JSON.parse(form[0]?.[1] ?? '')).toEqual({
      type: 'transcription',
      transcription_config: {
        language: 'en',
        model: 'enhanced',
        output_locale: 'en-GB',
        diarization: 'speaker',
        additional_vocab: [{ content: 'Ada' }],
      },
    });
    expect(form[1]).toEqual(['data_file', expect.stringMatching(/^audio\.wav audio\/wav /)]);
    expect(asked().at(-1)).toBe('GET /v2/jobs/job-1/transcript?format=json-v2');
  });

  it.each([
    [{ status: 'running' }, { status: 'running' }],
    [{ status: 'deleted' }, { status: 'cancelled' }],
    [
      { status: 'rejected', errors: [{ message: 'unreadable file' }] },
      { status: 'failed', error: { code: 'bad_request', message: expect.stringContaining('unreadable file') } },
    ],
    [{ status: 'expired' }, { status: 'failed', error: { code: 'bad_request' } }],
  ])('%j is %j', async (job, state) => {
    answers['GET /v2/jobs/job-1'] = { job: { id: 'job-1', ...job } };
    expect(await jobsOf('speechmatics').look()).toMatchObject(state);
  });

  it('ends a job that runs', async () => {
    answers['DELETE /v2/jobs/job-1'] = { job: { status: 'deleted' } };
    await jobsOf('speechmatics').capability.cancel?.({ id: 'job-1' }, { signal });
    expect(asked()).toEqual(['DELETE /v2/jobs/job-1?force=true']);
  });
});

describe('Rev AI', () => {
  it('asks for the transcript in the form that it is read in', async () => {
    const at = '/speechtotext/v1/jobs';
    answers = {
      [`POST ${at}`]: { id: 'job-1', status: 'in_progress' },
      [`GET ${at}/job-1`]: { id: 'job-1', status: 'transcribed', duration_seconds: 2.5, language: 'es' },
      [`GET ${at}/job-1/transcript`]: {
        monologues: [{ speaker: 3, elements: [{ type: 'text', value: 'Hola', ts: 0, end_ts: 1 }] }],
      },
    };
    const result = await jobsOf('revai').ask({ language: 'es-MX', prompt: 'Ada', diarize: true });
    expect(result).toMatchObject({ text: 'Hola', language: 'es', durationS: 2.5, segments: [{ speaker: '3' }] });
    expect(upstream.requests.at(-1)?.headers.accept).toBe('application/vnd.rev.transcript.v1.0+json');
    const [first] = upstream.requests;
    const [options] = first === undefined ? [] : await formIn(first);
    expect(JSON.parse(options?.[1] ?? '')).toEqual({
      transcriber: 'machine',
      language: 'es',
      custom_vocabularies: [{ phrases: ['Ada'] }],
    });
  });

  it.each([
    ['insufficient_balance', 'quota_exhausted'],
    ['invalid_media', 'bad_request'],
    ['internal_processing', 'overloaded'],
  ])('a job that failed for %s is %s', async (failure, code) => {
    answers['GET /speechtotext/v1/jobs/job-1'] = { status: 'failed', failure, failure_detail: 'It is so.' };
    expect(await jobsOf('revai').look()).toMatchObject({
      status: 'failed',
      error: { code, message: expect.stringContaining('It is so.') },
    });
  });
});

describe('fal', () => {
  const at = '/fal-ai/whisper';

  it('is looked after below the first two names of an app', async () => {
    answers = {
      'POST /fal-ai/elevenlabs/speech-to-text/scribe-v2': { request_id: 'job-1', status: 'IN_QUEUE' },
      'GET /fal-ai/elevenlabs/requests/job-1/status': { status: 'COMPLETED' },
      'GET /fal-ai/elevenlabs/requests/job-1': { text: 'hi', language_code: 'eng', words: [] },
    };
    const model = 'fal-ai/elevenlabs/speech-to-text/scribe-v2';
    expect(await jobsOf('fal').ask({ model, diarize: true })).toMatchObject({ text: 'hi', language: 'eng' });
    expect(upstream.requests[0]?.body).toMatchObject({
      audio_url: expect.stringMatching(/^data:audio\/wav;base64,/),
      diarize: true,
    });
  });

  it.each([
    [{ status: 'IN_QUEUE', queue_position: 4 }, 'queued'],
    [{ status: 'IN_PROGRESS' }, 'running'],
  ])('%j is %s', async (answer, status) => {
    answers[`GET ${at}/requests/job-1/status`] = answer;
    expect(await jobsOf('fal').look()).toEqual({ status });
  });

  it('says with the status of the result that a run failed', async () => {
    answers = {
      [`GET ${at}/requests/job-1/status`]: { status: 'COMPLETED' },
      [`GET ${at}/requests/job-1`]: [422, { detail: [{ loc: ['body', 'audio_url'], msg: 'not an audio file' }] }],
    };
    expect(await jobsOf('fal').look()).toMatchObject({
      status: 'failed',
      error: { code: 'bad_request', message: expect.stringContaining('not an audio file') },
    });
  });

  it('is looked at again when it refused only the look', async () => {
    answers = {
      [`GET ${at}/requests/job-1/status`]: { status: 'COMPLETED' },
      [`GET ${at}/requests/job-1`]: [429, { detail: 'slow down' }],
    };
    await expect(jobsOf('fal').look()).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('does not send what cannot be an app', async () => {
    await expect(jobsOf('fal').start({ model: 'whisper' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(asked()).toEqual([]);
  });
});

describe('every job', () => {
  it('without an id is a bad response', async () => {
    answers = { 'POST /v2/jobs': { status: 'accepted' } };
    await expect(jobsOf('speechmatics').start()).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('keeps notes and wishes until its result is read', async () => {
    answers = {
      'POST /v2/upload': { upload_url: 'https://cdn.test/1' },
      'POST /v2/transcript': { id: 'job-1' },
      'GET /v2/transcript/job-1': { status: 'completed', text: 'Hi.', words: [{ text: 'Hi.', start: 0, end: 500 }] },
    };
    const { ask } = jobsOf('assemblyai');
    const prompt = `a, ${'b'.repeat(300)}`;
    const result = await ask({ model: 'universal-2', timestamps: 'word', prompt, durationS: 7 });
    expect(result).toMatchObject({
      words: [{ text: 'Hi.' }],
      usage: { seconds: 7 },
      notes: ['1 of 2 terms of the prompt were dropped'],
    });
  });
});
