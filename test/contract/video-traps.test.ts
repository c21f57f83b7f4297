import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';
import type { VideoRequest } from '../../src/core/video.ts';
import { baseUrlOf } from '../../src/http/base-url.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { checkVideoRequest } from '../../src/runtime/check-media.ts';
import { testConfig } from '../config.ts';
import { formIn } from '../support/image.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { rowFilms } from './row.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterEach(() => {
  upstream.requests.length = 0;
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const signal = new AbortController().signal;
const prompt = 'a calm wave';
const picture = { bytes: Uint8Array.of(1, 2, 3), mimeType: 'image/png' };

function films(id: string) {
  const row = providers.find((one) => one.id === id);
  if (row === undefined) throw new Error(`There is no row ${id}.`);
  return rowFilms(row, upstream.url);
}

/** Answers by the first part of a path that fits, with a status where one is given. */
function serve(...answers: readonly (readonly [path: string, body: unknown, status?: number])[]): void {
  upstream.serve((request, response) => {
    const [, body, status = 200] = answers.find(([path]) => request.url.includes(path)) ?? ['', {}, 404];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}

const failureOf = async (work: Promise<unknown>): Promise<ProviderError> => {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof ProviderError) return thrown;
  throw new Error(`It did not fail as a provider does: ${String(thrown)}`);
};

describe('Runware', () => {
  it('prices a task without running it', async () => {
    serve(['/', { data: [{ taskType: 'videoInference', cost: 0.6 }] }]);
    const { capability, asked } = films('runware');
    const price = await capability.estimate?.({ model: 'kling-2.0', prompt, durationS: 5 }, { signal });
    expect(price).toEqual({ costMicroUsd: 600_000 });
    expect(asked[0]?.headers['x-runware-dry-run']).toBe('1');
    expect(upstream.requests[0]?.body).toMatchObject([{ model: 'klingai:4@3', duration: 5, deliveryMethod: 'async' }]);
  });

  it('does not know a price that the dry run does not say', async () => {
    serve(['/', { data: [{ taskType: 'videoInference' }] }]);
    expect(await films('runware').capability.estimate?.({ model: 'runway:1@2', prompt }, { signal })).toEqual({});
  });

  it('makes one film for one id of ours, whatever that looks like', async () => {
    serve(['/', { data: [{}] }]);
    const { capability } = films('runware');
    const begin = (clientId?: string) =>
      capability.start({ model: 'runway:1@2', prompt, ...(clientId !== undefined && { clientId }) }, { signal });
    const [first, again, other, none] = [
      await begin('job-1'),
      await begin('job-1'),
      await begin('job-2'),
      await begin(),
    ];
    expect(again.id).toBe(first.id);
    expect(new Set([first.id, other.id, none.id]).size).toBe(3);
    for (const { id } of [first, other, none]) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(upstream.requests[0]?.headers['x-runware-dry-run']).toBeUndefined();
  });

  it.each([
    ['hailuo-mini', 'minimax:4@2'],
    ['pika-1.0', 'fal/fal-ai/pika/v2.2/text-to-video'],
    ['leonardo-ultra', 'leonardo/MOTION2'],
    ['sora-2', 'google:gemini@omni-flash'],
  ])('says that it has no %s, and what stands in', async (model, instead) => {
    const { capability } = films('runware');
    const failure = await failureOf(capability.start({ model, prompt }, { signal }));
    expect(failure).toMatchObject({ code: 'unavailable', processed: false });
    expect(failure.hint).toContain(instead);
    expect(upstream.requests).toEqual([]);
  });

  it('knows the limits of a model by each of its names', () => {
    const { limits } = films('runware').capability;
    expect(limits('runway-gen-4.5')).toEqual(limits('runway:1@2'));
    expect(limits('runway:1@2').durationsS).toEqual([5, 8, 10]);
    expect(limits('some:new@1')).toEqual({});
  });
});

describe('MiniMax', () => {
  it.each([
    [1002, 'rate_limited'],
    [1004, 'auth_rejected'],
    [1008, 'quota_exhausted'],
    [1026, 'content_filter'],
    [2013, 'bad_request'],
    [2049, 'auth_rejected'],
  ])('means %i in an answer of HTTP 200 as %s', async (status_code, code) => {
    serve(['/', { task_id: '', base_resp: { status_code, status_msg: 'no' } }]);
    const { capability } = films('minimax');
    const work = capability.start({ model: 'MiniMax-Hailuo-2.3', prompt }, { signal });
    expect((await failureOf(work)).code).toBe(code);
  });

  it('makes ten seconds only with fewer lines', async () => {
    const request = { model: 'MiniMax-Hailuo-2.3', prompt, durationS: 10, size: { width: 1920, height: 1080 } };
    const failure = await failureOf(films('minimax').capability.start(request, { signal }));
    expect(failure).toMatchObject({ code: 'invalid_input', hint: 'Ask for 6 s, or for 768 lines.' });
  });

  it.each([
    ['minimax', 'https://api.minimaxi.com'],
    ['alibaba', 'https://dashscope.aliyuncs.com'],
  ])('and others (%s) have their films where the key is good', (id, address) => {
    const row = providers.find((one) => one.id === id);
    if (row === undefined) throw new Error('There is such a row.');
    const config = testConfig({ home: '/nowhere' });
    const there = { ...config, providers: { [id]: { region: 'cn' } } };
    expect(baseUrlOf(row, there, 'root')).toBe(address);
    expect(baseUrlOf(row, config, 'root')).not.toBe('');
  });
});

describe('fal', () => {
  const operation = { id: 'f1', details: { app: 'fal-ai/veo3.1', model: 'fal-ai/veo3.1' } };

  it('says that a failed run is completed, and how it failed at the result', async () => {
    serve(
      ['/status', { status: 'COMPLETED' }],
      ['/f1', { detail: [{ msg: 'No.', type: 'content_policy_violation' }] }, 422],
    );
    const state = await films('fal').capability.poll(operation, { signal });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'content_filter' } });
  });

  it.each([
    ['fal-ai/kling-video/v3/pro/image-to-video', { duration: '5', start_image_url: 'data:image/png;base64,AQID' }],
    ['fal-ai/veo3.1', { duration: '5s', image_url: 'data:image/png;base64,AQID' }],
    ['acme/wavemaker', { duration: 5, image_url: 'data:image/png;base64,AQID' }],
  ])('spells the input of %s as the app does', async (model, input) => {
    serve(['/', { request_id: 'f1' }]);
    await films('fal').capability.start({ model, prompt, durationS: 5, image: picture }, { signal });
    expect(upstream.requests[0]?.body).toEqual({ prompt, ...input });
  });
});

describe('a finished job', () => {
  const veo = { id: 'models/veo/operations/1', details: { model: 'veo-3.1-generate-preview' } };

  it('of Veo may carry the film itself', async () => {
    const video = { bytesBase64Encoded: 'AQID', mimeType: 'video/mp4' };
    serve(['/operations/1', { name: veo.id, done: true, response: { videos: [video] } }]);
    const state = await films('google').capability.poll(veo, { signal });
    expect(state).toMatchObject({
      status: 'succeeded',
      result: { videos: [{ kind: 'media', media: { mimeType: 'video/mp4', bytes: Buffer.from([1, 2, 3]) } }] },
    });
  });

  it('without a film is a failure, not a success', async () => {
    serve(['/operations/1', { name: veo.id, done: true, response: {} }]);
    const state = await films('google').capability.poll(veo, { signal });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'bad_response' } });
  });

  it('with some films kept back says so', async () => {
    const response = {
      generateVideoResponse: {
        generatedSamples: [{ video: { uri: 'https://cdn.test/1.mp4' } }],
        raiMediaFilteredReasons: ['It shows too much.'],
      },
    };
    serve(['/operations/1', { name: veo.id, done: true, response }]);
    const state = await films('google').capability.poll(veo, { signal });
    expect(state).toMatchObject({
      result: { notes: ['one film was kept back: It shows too much.'], videos: [expect.anything()] },
    });
  });

  it('says why there is no film in few words, none of them a key', async () => {
    const key = `AIza${'x'.repeat(35)}`;
    const text = `I will not. ${key} ${'long '.repeat(400)}`;
    serve(['/interactions/i', { id: 'i', status: 'completed', outputs: [{ type: 'text', text }] }]);
    const operation = { id: 'i', details: { model: 'gemini-omni-1.1-flash' } };
    const state = await films('google').capability.poll(operation, { signal });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'content_filter' } });
    const said = state.status === 'failed' ? state.error.message : '';
    expect(said).toContain('I will not.');
    expect(said).not.toContain(key);
    expect(said.length).toBeLessThanOrEqual(300);
  });

  it('with an address that is none has no film', async () => {
    serve(['/videos/r1', { status: 'done', video: { url: 'file:///etc/passwd' } }]);
    const state = await films('xai').capability.poll({ id: 'r1' }, { signal });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'bad_response' } });
  });
});

describe('Model Studio', () => {
  it.each([
    ['DataInspectionFailed', 400, 'content_filter'],
    ['Arrearage', 400, 'quota_exhausted'],
    ['InvalidApiKey', 401, 'auth_rejected'],
    ['InvalidParameter', 400, 'bad_request'],
  ])('means %s as one of our codes', async (word, status, code) => {
    serve(['/', { code: word, message: '...', request_id: 'r' }, status]);
    const work = films('alibaba').capability.start({ model: 'wan2.7-t2v', prompt }, { signal });
    expect((await failureOf(work)).code).toBe(code);
  });
});

describe('a job in a state', () => {
  it('that nobody has heard of still runs, at most wholly', async () => {
    serve(['/videos/r1', { status: 'polishing', progress: 140 }]);
    expect(await films('xai').capability.poll({ id: 'r1' }, { signal })).toEqual({ status: 'running', progress: 1 });
  });

  it('that Wan does not know may be known at the next look', async () => {
    serve(['/tasks/w1', { output: { task_id: 'w1', task_status: 'UNKNOWN' } }]);
    expect((await failureOf(films('alibaba').capability.poll({ id: 'w1' }, { signal }))).code).toBe('not_found');
  });
});

describe('a picture to start from', () => {
  it('is brought to D-ID first', async () => {
    serve(['/images', { url: 'https://d-id.test/face.png' }, 201], ['/talks', { id: 't1', status: 'created' }, 201]);
    await films('d-id').capability.start({ model: 'talks', prompt, image: picture }, { signal });
    const [upload, talk] = upstream.requests;
    expect(upload === undefined ? [] : await formIn(upload)).toEqual([['image', 'face.png image/png 3']]);
    expect(talk?.body).toEqual({ script: { type: 'text', input: prompt }, source_url: 'https://d-id.test/face.png' });
  });

  it.each([
    [
      'MOTION2',
      '/api/rest/v1/generations-image-to-video',
      { prompt, model: 'MOTION2', isPublic: false, imageId: 'up-1', imageType: 'UPLOADED' },
    ],
    [
      'kling-2.6',
      '/api/rest/v2/generations',
      {
        model: 'kling-2.6',
        parameters: { prompt, guidances: { start_frame: [{ image: { id: 'up-1', type: 'UPLOADED' } }] } },
        public: false,
      },
    ],
  ])('is brought to the storage of Leonardo first, without the key, for %s', async (model, path, body) => {
    const place = { id: 'up-1', url: 'https://bucket.s3.amazonaws.com/', fields: '{"key":"k","policy":"p"}' };
    serve(
      ['/init-image', { uploadInitImage: place }],
      ['/generations', { generate: { generationId: 'g1' } }],
      ['/', {}],
    );
    const { capability, asked } = films('leonardo');
    const { id } = await capability.start({ model, prompt, image: picture }, { signal });
    const [, upload, start] = upstream.requests;
    expect(id).toBe('g1');
    expect(upstream.requests[0]?.body).toEqual({ extension: 'png' });
    expect(asked[1]?.url).toBe('https://bucket.s3.amazonaws.com/');
    expect(asked[1]?.headers.authorization).toBeUndefined();
    expect(upload === undefined ? [] : await formIn(upload)).toEqual([
      ['key', 'k'],
      ['policy', 'p'],
      ['file', 'picture.png image/png 3'],
    ]);
    expect([start?.url, start?.body]).toEqual([path, body]);
  });

  it('is brought nowhere that Leonardo does not name among its own', async () => {
    const place = { id: 'up-1', url: 'https://elsewhere.test/', fields: '{}' };
    serve(['/init-image', { uploadInitImage: place }]);
    const begun = films('leonardo').capability.start({ model: 'MOTION2', prompt, image: picture }, { signal });
    expect((await failureOf(begun)).code).toBe('forbidden');
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['luma', 'ray-2'],
    ['heygen', 'someone'],
  ])('is not left out by %s, which has no place for it', async (id, model) => {
    const { capability } = films(id);
    const request: VideoRequest = { model, prompt, image: picture };
    expect((await failureOf(capability.start(request, { signal }))).code).toBe('unsupported');
    expect(() => checkVideoRequest(capability.limits(model), request, id)).toThrow(ProviderError);
    expect(upstream.requests).toEqual([]);
  });
});

describe('a key for Kling', () => {
  it('may be a pair that signs a token', async () => {
    const row = providers.find(({ id }) => id === 'kling');
    if (row === undefined) throw new Error('There is such a row.');
    serve(['/', { code: 0, data: { task_id: 't1', task_status: 'submitted' } }]);
    const pair: Readonly<Record<string, string>> = { KLINGAI_ACCESS_KEY: 'access', KLINGAI_SECRET_KEY: 'secret' };
    const endpoint = createEndpoint({
      definition: row,
      config: {
        providers: { kling: { baseUrl: upstream.url } },
        secret: (name) => (pair[name] === undefined ? undefined : new Secret(pair[name])),
        variable: (name) => pair[name],
      },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const capability = row.capabilities.video?.(endpoint, { dataFolder: '/nowhere', log });
    if (capability === undefined || !('start' in capability)) throw new Error('Its films are jobs.');
    await capability.start({ model: 'kling-v2-6', prompt }, { signal });
    const [, claims = ''] = String(upstream.requests[0]?.headers.authorization).split('.');
    const { iss, exp, nbf } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
    expect({ iss, life: exp - nbf }).toEqual({ iss: 'access', life: 1805 });
  });
});

describe('Runway', () => {
  it('makes two sizes from words alone, and says which', async () => {
    const request = { model: 'gen4.5', prompt, size: { width: 960, height: 960 } };
    expect(await failureOf(films('runway').capability.start(request, { signal }))).toMatchObject({
      code: 'invalid_input',
      hint: 'Ask for 1280x720 or 720x1280, or give a picture.',
    });
    serve(['/v1/image_to_video', { id: 't' }]);
    await films('runway').capability.start({ ...request, image: picture }, { signal });
    expect(upstream.requests[0]?.body).toMatchObject({ ratio: '960:960' });
  });
});

/** What recorded answers of film jobs say, read independently: an id, a state, an address. */
function saidBy({ response }: Recording): 'id' | 'running' | 'done' | undefined {
  // biome-ignore lint/suspicious/noExplicitAny: recordings are read as they are
  const body = response.body as any;
  if (body?.video?.url !== undefined || body?.response !== undefined) return 'done';
  if (body?.status === 'pending' || body?.done === false) return 'running';
  return body?.request_id !== undefined || body?.name !== undefined ? 'id' : undefined;
}

const RECORDED = recordingsOf('videos').filter(({ response }) => response.status < 300);
describe.runIf(RECORDED.length > 0)('recorded', () => {
  it.each(RECORDED.map((recording) => [recording.id, recording] as const))('%s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const { capability, asked } = films(recording.provider);
    const { request, model } = recording;
    const said = saidBy(recording);
    if (request?.method === 'POST') {
      // biome-ignore lint/suspicious/noExplicitAny: recordings are read as they are
      const body = request.body as any;
      const words = body.prompt ?? body.instances[0].prompt;
      const durationS = body.duration ?? body.parameters?.durationSeconds;
      const size = body.resolution === '480p' ? { size: { width: 854, height: 480 } } : {};
      const started = await capability.start(
        { model: model ?? '', prompt: words, ...(durationS !== undefined && { durationS }), ...size },
        { signal },
      );
      expect(said).toBe('id');
      expect(JSON.stringify(recording.response.body)).toContain(started.id);
      expect(asked[0]?.url).toBe(request.url);
      expect(upstream.requests[0]?.body).toMatchObject(body);
      return;
    }
    const path = new URL(request?.url ?? '').pathname;
    const id = path.slice(path.indexOf(recording.provider === 'google' ? '/models/' : '/videos/') + 1);
    const state = await capability.poll(
      recording.provider === 'google' ? { id, details: { model: 'veo-3' } } : { id: id.replace('videos/', '') },
      { signal },
    );
    expect(asked[0]?.url).toBe(request?.url);
    expect(state.status).toBe(said === 'done' ? 'succeeded' : 'running');
  });
});
