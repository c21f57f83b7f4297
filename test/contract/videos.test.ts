import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFacts } from '../../src/config/catalogue/index.generated.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { Operation } from '../../src/core/operation.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { checkVideoRequest } from '../../src/runtime/check-media.ts';
import { hasShared } from '../shared.ts';
import { type Handler, type Script, startUpstream, type Upstream } from '../upstream.ts';
import { KEY, rowCapability, rowFilms } from './row.ts';
import { requestCheck } from './spec.ts';
import type { VideoCase } from './video-case.ts';
import { HOSTED } from './video-hosts.ts';
import { KLING } from './video-kling.ts';
import { MAKERS } from './video-makers.ts';

const VIDEO_CASES = [...HOSTED, ...KLING, ...MAKERS];
const named = VIDEO_CASES.map((one) => [`${one.row}/${one.request.model}`, one] as const);
const signal = new AbortController().signal;

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

function rowOf(id: string): ProviderDefinition {
  const row = providers.find((one) => one.id === id);
  if (row === undefined) throw new Error(`There is no row ${id}.`);
  return row;
}

/** Answers one after the other, the last again and again. */
function answers(...bodies: readonly unknown[]): Handler {
  let next = 0;
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(bodies[Math.min(next, bodies.length - 1)]));
    next += 1;
  };
}
const script = (status: number, body: unknown, headers: Record<string, string> = {}): Script => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  chunks: [typeof body === 'string' ? body : JSON.stringify(body)],
});

function over({ row }: VideoCase, served: Handler | Script) {
  upstream.requests.length = 0;
  upstream.serve(served);
  return rowFilms(rowOf(row), upstream.url);
}

async function started(one: VideoCase): Promise<Operation> {
  const { capability } = over(one, answers(one.created));
  const operation = await capability.start(one.request, { signal });
  // Another process asks after it.
  return JSON.parse(JSON.stringify(operation));
}

/** A look at a started job that the vendor answers so, from another process than the one that started it. */
async function looked(one: VideoCase, served: Handler | Script) {
  const operation = await started(one);
  const { capability, asked, lines } = over(one, served);
  return { state: capability.poll(operation, { signal }), asked, lines };
}

const failureOf = async (work: Promise<unknown>): Promise<ProviderError> => {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof ProviderError) return thrown;
  throw new Error(`It did not fail as a provider does: ${String(thrown)}`);
};

describe.each(named)('films of %s', (_name, one) => {
  it('are asked for as the vendor documents', async () => {
    const { capability, asked, lines } = over(one, answers(one.created));
    await capability.start(one.request, { signal });
    expect(`${upstream.requests[0]?.method} ${asked[0]?.url}`).toBe(one.asks[0]);
    expect(upstream.requests[0]?.body).toEqual(one.asks[1]);
    expect(JSON.stringify(asked[0]?.headers)).toContain(KEY);
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('pass what is known of the model', () => {
    const { capability } = over(one, answers(one.created));
    expect(() => checkVideoRequest(capability.limits(one.request.model), one.request, one.row)).not.toThrow();
  });

  it('are looked at by another process while they are made', async () => {
    const { state, asked } = await looked(one, answers(one.running));
    expect(['queued', 'running']).toContain((await state).status);
    expect(`${upstream.requests[0]?.method} ${asked[0]?.url}`).toBe(one.looks);
  });

  it('are handed over with what they used', async () => {
    const { state } = await looked(one, answers(...one.done));
    expect(await state).toEqual({ status: 'succeeded', result: expect.objectContaining(one.result) });
    expect(upstream.requests).toHaveLength(one.done.length);
  });

  it.runIf(one.failed !== undefined)('fail with a code of ours', async () => {
    const { state } = await looked(one, answers(one.failed));
    expect(await state).toMatchObject({ status: 'failed', error: { code: 'overloaded', provider: one.row } });
  });

  it.runIf(one.refused !== undefined)('are refused as content, whichever way the vendor says it', async () => {
    const { state } = await looked(one, answers(...(one.refused ?? [])));
    expect(await state).toMatchObject({ status: 'failed', error: { code: 'content_filter' } });
  });

  it.runIf(one.expired !== undefined)('say that they came too late', async () => {
    const [answer, code] = one.expired ?? [];
    const { state } = await looked(one, answers(answer));
    expect(await state).toMatchObject({ status: 'failed', error: { code } });
  });

  it('end as the vendor can end them, or not at all', async () => {
    const operation = await started(one);
    const { capability, asked } = over(one, answers({}));
    if (one.cancels === undefined) {
      await capability.cancel?.(operation, { signal });
      expect(asked).toEqual([]);
      return;
    }
    await capability.cancel?.(operation, { signal });
    expect(`${upstream.requests[0]?.method} ${asked[0]?.url}`).toBe(one.cancels);
  });

  it.each([
    ['a wrong key', 401, {}, 'auth_rejected'],
    ['too many requests', 429, { 'retry-after': '7' }, 'rate_limited'],
    ['an empty account', 402, {}, 'quota_exhausted'],
    ['a fault of its own', 500, {}, 'overloaded'],
  ])('are not begun after %s', async (_what, status, headers, code) => {
    const { capability } = over(one, script(status, { message: 'No.' }, headers));
    const failure = await failureOf(capability.start(one.request, { signal }));
    expect(failure).toMatchObject({ code, provider: one.row, processed: false });
    if (status === 429) expect(failure.retryAfterMs).toBe(7000);
  });

  it('are refused at the start as content', async () => {
    const { capability } = over(one, script(400, { message: 'The prompt was flagged by moderation.' }));
    expect(await failureOf(capability.start(one.request, { signal }))).toMatchObject({ code: 'content_filter' });
  });

  it.each([
    ['a vendor out of order', script(500, 'oops'), 'overloaded'],
    ['too many looks', script(429, {}, { 'retry-after': '2' }), 'rate_limited'],
    ['a job that is not known (yet)', script(404, {}), 'not_found'],
    ['words that are no JSON', script(200, '<html>hello</html>'), 'bad_response'],
    ['an answer without a job', script(200, {}), 'bad_response'],
    ['a list', script(200, []), 'bad_response'],
    ['nothing', script(200, ''), 'bad_response'],
  ])('stay as they are when a look meets %s', async (_what, served, code) => {
    const { state } = await looked(one, served);
    expect((await failureOf(state)).code).toBe(code);
  });

  it('are lost only with a word when the start says no id', async () => {
    const { capability } = over(one, script(200, { ok: true }));
    expect((await failureOf(capability.start(one.request, { signal }))).code).toBe('bad_response');
  });

  it('are not begun once the caller has left', async () => {
    const { capability } = over(one, answers(one.created));
    const failure = await failureOf(capability.start(one.request, { signal: AbortSignal.abort() }));
    expect(failure.code).toBe('cancelled');
    expect(upstream.requests).toEqual([]);
  });
});

it('every row whose films are jobs is tried here', () => {
  const isJob = (row: ProviderDefinition): boolean => 'start' in rowCapability(row, 'video', upstream.url).capability;
  const makers = providers.filter(({ capabilities }) => capabilities.video !== undefined);
  const rows = makers.filter(isJob).map(({ id }) => id);
  expect(new Set(VIDEO_CASES.map(({ row }) => row))).toEqual(new Set(rows));
});

describe('limits', () => {
  const current = Object.entries(modelFacts)
    .flatMap(([provider, facts]) => facts.map((fact) => ({ provider, ...fact })))
    .filter(({ capability, shutdown }) => capability === 'video' && shutdown === undefined);

  it.each(current.map(({ provider, id }) => [provider, id] as const))('of %s are known for %s', (provider, model) => {
    const { capability } = rowCapability(rowOf(provider), 'video', upstream.url);
    expect(Object.keys(capability.limits(model))).not.toEqual([]);
  });

  it.each([...new Set(VIDEO_CASES.map(({ row }) => row))])('of %s are open for a model that is new', (provider) => {
    const { capability } = rowCapability(rowOf(provider), 'video', upstream.url);
    const unknown = { model: 'acme/new-1', prompt: 'p', durationS: 61 };
    expect(() => checkVideoRequest(capability.limits('acme/new-1'), unknown, provider)).not.toThrow();
  });
});

/** Vendors whose specification says what a request may be, by the path of the start. */
const SPECS: Readonly<Record<string, readonly [vendor: string, path: string, file?: string]>> = {
  'https://api.dev.runwayml.com/v1/text_to_video': ['runway', '/v1/text_to_video'],
  'https://api.dev.runwayml.com/v1/image_to_video': ['runway', '/v1/image_to_video'],
  'https://api-singapore.klingai.com/v1/videos/image2video': ['kling', '/v1/videos/image2video'],
  'https://cloud.leonardo.ai/api/rest/v1/generations-text-to-video': ['leonardo', '/generations-text-to-video'],
  'https://api.heygen.com/v2/video/generate': ['heygen', '/v2/video/generate'],
  'https://api.d-id.com/talks': ['d-id', '/talks'],
  'https://api.together.ai/v2/videos': ['together', '/videos'],
  'https://openrouter.ai/api/v1/videos': ['openrouter', '/videos'],
  'https://api.x.ai/v1/videos/generations': ['xai', '/videos/generations', 'rest-openapi.json'],
  'https://api.replicate.com/v1/models/minimax/hailuo-2.3/predictions': [
    'replicate',
    '/models/{model_owner}/{model_name}/predictions',
  ],
};

describe.runIf(hasShared)('a request for a film', () => {
  it.each(named.filter(([, { asks }]) => SPECS[asks[0].replace('POST ', '')] !== undefined))(
    'to %s fits the specification of the vendor',
    async (_name, one) => {
      const { capability } = over(one, answers(one.created));
      await capability.start(one.request, { signal });
      const spec = SPECS[one.asks[0].replace('POST ', '')];
      if (spec === undefined) throw new Error('It has a specification.');
      expect(requestCheck(...spec)(upstream.requests[0]?.body)).toEqual([]);
    },
  );
});
