// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAuth } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { asking, settled } from '../support/image.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { dataOf, recordingsOf } from './recordings.ts';

const STATUS_CODES: Readonly<Record<number, readonly string[]>> = {
  400: ['bad_request', 'content_filter', 'auth_rejected'],
  401: ['auth_rejected'],
  404: ['not_found'],
  422: ['bad_request', 'content_filter'],
  429: ['rate_limited', 'quota_exhausted'],
};

/** Recorded answers about pictures, of providers whose row makes them. Imagen's `predict` has ended. */
const RECORDED = recordingsOf('images', 'rest', 'generateContent').filter(
  ({ provider, capability, api, id }) =>
    providers.some((row) => row.id === provider && row.capabilities.image !== undefined) &&
    (api === 'images'
      ? provider !== 'vertex'
      : /^(image|image-edit|image-poll|chat-image-output(-stream)?|prediction-\w+)$/.test(capability)) &&
    !/tts|stream-na-openllmetry|prediction-stream/.test(id),
);
const named = (recordings: readonly Recording[]) => recordings.map((recording) => [recording.id, recording] as const);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

function capabilityAt(provider: string) {
  const row = providers.find(({ id }) => id === provider);
  const endpoint = createEndpoint({
    definition: { id: provider, name: provider, baseUrl: { global: upstream.url }, auth: noAuth },
    config: { providers: {}, secret: () => undefined, variable: () => undefined },
    log: silentLog,
  });
  const capability = row?.capabilities.image?.(endpoint, { dataFolder: '/nowhere', log: silentLog });
  if (capability === undefined) throw new Error(`${provider} makes no pictures.`);
  return capability;
}

/** What an answer holds, read on its own: base64 or addresses, wherever vendors put them. */
function picturesIn(recording: Recording): readonly string[] {
  const bodies: any[] = recording.response.framing === 'sse' ? [...dataOf(recording)] : [recording.response.body];
  return bodies.flatMap((body: any) => [
    ...(body.data ?? []).map((one: any) => one.b64_json ?? one.url),
    ...(body.images ?? []).map((one: any) => (typeof one === 'string' ? one : (one.url ?? one.image))),
    ...(body.candidates ?? []).flatMap((one: any) =>
      (one.content?.parts ?? []).flatMap((part: any) => (part.inlineData ? [part.inlineData.data] : [])),
    ),
  ]);
}

const whole = RECORDED.filter(
  (recording) =>
    recording.response.status < 300 &&
    !['black-forest-labs', 'replicate', 'fal'].includes(recording.provider) &&
    picturesIn(recording).length > 0,
);

describe.runIf(hasShared)('recorded pictures', () => {
  it.each(named(whole))('%s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const model = recording.model ?? 'model-1';
    const result = await settled(capabilityAt(recording.provider), asking({ model }));
    const expected = picturesIn(recording);
    expect(result.images).toHaveLength(expected.length);
    for (const [index, picture] of result.images.entries()) {
      const text = expected[index] ?? '';
      if (picture.kind === 'link') expect(picture.url).toBe(text);
      else expect(Buffer.from(picture.media.bytes).equals(Buffer.from(text, 'base64'))).toBe(true);
      if (picture.kind === 'media') expect(picture.media.mimeType).toMatch(/^image\//);
    }
    const body: any = recording.response.body ?? dataOf(recording).at(-1);
    const tokens = body.usage?.input_tokens ?? body.usageMetadata?.promptTokenCount;
    if (tokens === undefined) expect(result.usage).toEqual({ images: expected.length });
    else expect(result.usage.input).toBe(tokens);
    const ticks = body.usage?.cost_in_usd_ticks;
    if (ticks !== undefined) expect(result.costMicroUsd).toBe(ticks / 10_000);
  });

  it.each(named(RECORDED.filter(({ response }) => response.status >= 400)))('an error: %s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const failure = await settled(capabilityAt(recording.provider), asking({ model: 'owner/model' })).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ provider: recording.provider, status: recording.response.status });
    // The line above has shown what it is.
    expect(STATUS_CODES[recording.response.status]).toContain((failure as ProviderError).code);
  });

  const ofFal = RECORDED.filter(({ provider, capability }) => provider === 'fal' && capability === 'image');
  it.each(named(ofFal))('the result of a run: %s', async (_id, recording) => {
    upstream.serve((request, response) => {
      const isResult = /\/requests\/q$/.test(request.url);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isResult ? recording.response.body : { request_id: 'q', status: 'COMPLETED' }));
    });
    const result = await settled(capabilityAt('fal'), asking({ model: recording.model ?? 'fal-ai/x' }));
    const body: any = recording.response.body;
    expect(result.images.map((picture) => (picture.kind === 'link' ? picture.url : ''))).toEqual(
      body.images.map(({ url }: any) => url),
    );
    expect(result.seed).toBe(body.seed);
  });

  const ofReplicate = RECORDED.filter(
    ({ provider, capability }) => provider === 'replicate' && /^prediction-(create|get|cancel)/.test(capability),
  );
  it.each(named(ofReplicate))('a prediction: %s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const capability = capabilityAt('replicate');
    if (!('start' in capability)) throw new Error('Predictions are jobs.');
    const { signal } = new AbortController();
    const body: any = recording.response.body;
    const operation = await capability.start(asking({ model: 'owner/model' }), { signal });
    expect(operation.id).toBe(body.id);
    const state = await capability.poll(operation, { signal });
    const expected: Readonly<Record<string, readonly string[]>> = {
      starting: ['queued'],
      processing: ['running'],
      canceled: ['cancelled'],
      failed: ['failed'],
      // One that made text is no picture.
      succeeded:
        typeof body.output?.[0] === 'string' && body.output[0].startsWith('https://') ? ['succeeded'] : ['failed'],
    };
    expect(expected[body.status]).toContain(state.status);
    if (state.status === 'succeeded')
      expect(state.result.images).toEqual(body.output.map((url: string) => ({ kind: 'link', url })));
  });

  it('a task of Black Forest Labs, from its start to a look', async () => {
    const [start, look] = ['image', 'image-poll'].map((capability) =>
      RECORDED.find((one) => one.provider === 'black-forest-labs' && one.capability === capability),
    );
    if (start === undefined || look === undefined) throw new Error('The recordings are gone.');
    const capability = capabilityAt('black-forest-labs');
    if (!('start' in capability)) throw new Error('Tasks are jobs.');
    const { signal } = new AbortController();
    upstream.serve(scriptOf(start));
    const operation = await capability.start(asking({ model: 'flux-dev' }), { signal });
    upstream.serve(scriptOf(look));
    expect(await capability.poll(operation, { signal })).toEqual({ status: 'running', progress: 0.6 });
    expect(upstream.requests.at(-1)?.url).toBe('/get_result?id=dd8b1c92-587b-428c-9095-d8c12a641160');
  });

  it('are all there', () => {
    const vendors = new Set(RECORDED.map(({ provider }) => provider));
    expect([...vendors].sort()).toEqual(
      expect.arrayContaining([
        'black-forest-labs',
        'fal',
        'google',
        'openai',
        'replicate',
        'together',
        'vertex',
        'xai',
      ]),
    );
  });
});
