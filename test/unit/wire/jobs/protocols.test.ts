import { describe, expect, it } from 'vitest';
import { bflJobs } from '../../../../src/wire/jobs/bfl.ts';
import { falQueue } from '../../../../src/wire/jobs/fal-queue.ts';
import { stateOf } from '../../../../src/wire/jobs/job.ts';
import { klingTasks } from '../../../../src/wire/jobs/kling-tasks.ts';
import { leonardoJobs } from '../../../../src/wire/jobs/leonardo.ts';
import { runTasks, runwareJobs } from '../../../../src/wire/jobs/runware.ts';
import { runwayTasks } from '../../../../src/wire/jobs/runway-tasks.ts';
import { endpointFor, failureOf } from '../../http/harness.ts';
import { failed, jobsOver, kept, type Reply, signal } from './over.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a run on fal', () => {
  const over = (result: Reply) =>
    jobsOver(falQueue, ({ method, url }) => {
      if (method === 'POST') return { body: { request_id: 'q' } };
      return url.endsWith('/status') ? { body: { status: 'COMPLETED' } } : result;
    });

  it('is fetched when it is complete, from below the owner and name of its app', async () => {
    const { submit, look, asked } = await over({ body: { images: [] } });
    const operation = kept(await submit('workflows/acme/boats/big', {}, { signal }));
    expect(await look(operation, { signal })).toEqual({ status: 'succeeded', output: { images: [] } });
    expect(asked()).toEqual([
      'POST /v1/workflows/acme/boats/big',
      'GET /v1/workflows/acme/boats/requests/q/status',
      'GET /v1/workflows/acme/boats/requests/q',
    ]);
  });

  it.each([
    [
      422,
      { detail: [{ loc: ['body', 'prompt'], msg: 'Not allowed.', type: 'content_policy_violation' }] },
      'content_filter',
    ],
    [422, { detail: [{ loc: ['body', 'seed'], msg: 'not an integer', type: 'int_parsing' }] }, 'bad_request'],
    [500, { detail: 'Internal' }, 'overloaded'],
    [504, { detail: 'Request timed out' }, 'overloaded'],
  ])('that answers %i with %j has failed', async (status, body, code) => {
    const { submit, look } = await over({ status, body });
    const operation = await submit('fal-ai/flux/dev', {}, { signal });
    expect(await look(operation, { signal })).toMatchObject({ status: 'failed', error: { code, status } });
  });

  it.each([401, 429, 502, 503])('whose result cannot be looked at (%i) has not failed', async (status) => {
    const { submit, look } = await over({ status, body: { detail: 'x' }, headers: { 'retry-after': '3' } });
    const operation = await submit('fal-ai/flux/dev', {}, { signal });
    expect(await failureOf(() => look(operation, { signal }))).toMatchObject({ status, retryAfterMs: 3000 });
  });

  it.each(['flux', 'a/../b', 'fal-ai/flux dev', 'a//b'])('of %s is refused before anything is sent', async (app) => {
    const { submit, requests } = await over({});
    expect(await failureOf(() => submit(app, {}, { signal }))).toMatchObject({ code: 'invalid_input' });
    expect(requests).toEqual([]);
  });

  it('that has ended already is cancelled all the same', async () => {
    const { submit, cancel } = await jobsOver(falQueue, ({ method }) =>
      method === 'PUT' ? { status: 400, body: { status: 'ALREADY_COMPLETED' } } : { body: { request_id: 'q' } },
    );
    const operation = await submit('fal-ai/flux/dev', {}, { signal });
    await expect(cancel?.(operation, { signal })).resolves.toBeUndefined();
  });
});

describe('a task of Runware', () => {
  const task = { taskType: 'imageInference', positivePrompt: 'x', numberResults: 2 };
  const over = (data: Reply) =>
    jobsOver(runwareJobs, ({ text }) =>
      text.includes('getResponse') ? data : { body: { data: [{ taskUUID: 'u' }] } },
    );

  it('goes as a list to the base URL itself, with an id of ours or of the caller', async () => {
    const { submit, asked, requests } = await over({});
    const made = await submit('', task, { signal });
    const given = await submit('0f0f0f0f-0000-4000-8000-000000000000', task, { signal });
    expect(asked()).toEqual(['POST /v1', 'POST /v1']);
    expect(made).toMatchObject({ id: expect.stringMatching(UUID), details: { results: '2' } });
    expect(given.id).toBe('0f0f0f0f-0000-4000-8000-000000000000');
    expect(requests[0]?.body).toEqual([{ ...task, taskUUID: made.id, deliveryMethod: 'async' }]);
  });

  it.each([
    [{ data: [] }, { status: 'queued' }],
    [{ data: [{ status: 'processing' }] }, { status: 'running' }],
    [{ data: [{ status: 'success', imageURL: 'x' }, { status: 'processing' }] }, { status: 'running', progress: 0.5 }],
    [{ data: [{ status: 'success', imageURL: 'x' }] }, { status: 'running', progress: 0.5 }],
    [{ data: [{ status: 'success' }, { status: 'success' }] }, { status: 'succeeded', output: { missing: 0 } }],
    [
      { data: [{ status: 'success' }], errors: [{ code: 'x' }] },
      { status: 'succeeded', output: { missing: 1 } },
    ],
    [
      { data: [{ status: 'error', code: 'invalidProviderContent', message: 'NSFW content' }, { status: 'error' }] },
      failed('content_filter'),
    ],
    [
      { errors: [{ code: 'timeoutProvider', message: 'slow' }, { code: 'timeoutProvider' }] },
      failed('overloaded', 'slow'),
    ],
  ])('is, when the provider says %j, what it is', async (body, state) => {
    const { submit, look, requests } = await over({ body });
    const operation = kept(await submit('', task, { signal }));
    expect(await look(operation, { signal })).toMatchObject(state);
    expect(requests[1]?.body).toEqual([{ taskType: 'getResponse', taskUUID: operation.id }]);
  });

  it.each([
    [401, 'invalidApiKey', 'auth_rejected'],
    [402, 'insufficientCredits', 'quota_exhausted'],
    [400, 'insufficientCredits', 'quota_exhausted'],
    [200, 'rateLimitExceeded', 'rate_limited'],
    [200, 'invalidModel', 'bad_request'],
    [400, 'unsupportedWidth', 'bad_request'],
  ])('that is refused with %i and %s is %s', async (status, code, meaning) => {
    const { submit } = await jobsOver(runwareJobs, () => ({ status, body: { errors: [{ code, message: 'said' }] } }));
    expect(await failureOf(() => submit('', task, { signal }))).toMatchObject({ code: meaning });
  });

  it('is priced by a run that makes nothing', async () => {
    const { url, requests } = await jobsOver(runwareJobs, () => ({ body: { data: [{ cost: 0.03 }] } }));
    const { data } = await runTasks(endpointFor(`${url}/v1`), [task], {
      signal,
      headers: { 'X-Runware-Dry-Run': '1' },
    });
    expect(data).toEqual([{ cost: 0.03 }]);
    expect(requests[0]?.headers).toMatchObject({ 'x-runware-dry-run': '1' });
  });
});

describe('an error of Kling', () => {
  it.each([
    [200, 1003, 'auth_rejected'],
    [429, 1102, 'quota_exhausted'],
    [429, 1303, 'rate_limited'],
    [200, 1203, 'not_found'],
    [400, 1301, 'content_filter'],
    [200, 1201, 'bad_request'],
    [500, 5000, 'overloaded'],
  ])('with status %i and code %i is %s', async (status, code, meaning) => {
    const { submit } = await jobsOver(
      (endpoint) => klingTasks(endpoint, 1),
      () => ({ status, body: { code, message: 'said', request_id: 'r' } }),
    );
    expect(await failureOf(() => submit('/v1/images/generations', {}, { signal }))).toMatchObject({
      code: meaning,
      message: expect.stringContaining('said'),
    });
  });
});

describe('a task of Black Forest Labs', () => {
  it('is looked at where it says, when that is an address of theirs', async () => {
    let origin = '';
    const { submit, look, url, asked } = await jobsOver(bflJobs, ({ method }) =>
      method === 'POST'
        ? { body: { id: 'b', polling_url: `${origin}/elsewhere?id=b` } }
        : { body: { status: 'Pending' } },
    );
    origin = url;
    await look(kept(await submit('/flux-2-pro', {}, { signal })), { signal });
    expect(asked()).toEqual(['POST /v1/flux-2-pro', 'GET /elsewhere?id=b']);
  });

  it('that is not known yet is not found, which is no failure of the task', async () => {
    const { submit, look } = await jobsOver(bflJobs, ({ method }) => ({
      body: method === 'POST' ? { id: 'b' } : { status: 'Task not found' },
    }));
    const operation = await submit('/flux-2-pro', {}, { signal });
    expect(await failureOf(() => look(operation, { signal }))).toMatchObject({ code: 'not_found' });
  });
});

it('a job whose output cannot be read has failed', () => {
  const state = stateOf({ status: 'succeeded', output: {} }, () => {
    throw new TypeError('odd');
  });
  expect(state).toMatchObject({ status: 'failed', error: { code: 'internal' } });
});

it('a generation of Leonardo costs what it says in dollars', async () => {
  const { submit } = await jobsOver(
    (endpoint) => leonardoJobs(endpoint, (body) => body),
    () => ({
      body: { generate: { generationId: 'g', cost: { amount: '0.15', unit: 'DOLLARS' } } },
    }),
  );
  expect(await submit('/generations', {}, { signal })).toMatchObject({ id: 'g', details: { costUsd: '0.15' } });
});

it('a task of Runway that is gone is cancelled all the same', async () => {
  const { cancel } = await jobsOver(runwayTasks, () => ({ status: 404, body: { error: 'Not found' } }));
  await expect(cancel?.({ id: 'r' }, { signal })).resolves.toBeUndefined();
});
