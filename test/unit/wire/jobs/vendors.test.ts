import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../src/core/endpoint.ts';
import { bflJobs } from '../../../../src/wire/jobs/bfl.ts';
import { falQueue } from '../../../../src/wire/jobs/fal-queue.ts';
import type { Jobs } from '../../../../src/wire/jobs/job.ts';
import { klingTasks } from '../../../../src/wire/jobs/kling-tasks.ts';
import { leonardoJobs } from '../../../../src/wire/jobs/leonardo.ts';
import { lumaAgents } from '../../../../src/wire/jobs/luma-agents.ts';
import { replicateJobs } from '../../../../src/wire/jobs/replicate.ts';
import { runwayTasks } from '../../../../src/wire/jobs/runway-tasks.ts';
import { failureOf } from '../../http/harness.ts';
import { failed, jobsOver, kept, signal } from './over.ts';

type Vendor = {
  readonly jobs: (endpoint: Endpoint) => Jobs;
  readonly target: string;
  readonly started: unknown;
  /** What was asked at the start, at a look and at a cancel; none where there is no cancel. */
  readonly asks: readonly [start: string, looks: readonly string[], cancel?: readonly string[]];
  /** What a look answers, and what state that is. */
  readonly looks: readonly (readonly [body: unknown, state: unknown])[];
};

const VENDORS: Readonly<Record<string, Vendor>> = {
  fal: {
    jobs: falQueue,
    target: 'fal-ai/flux/dev',
    started: { request_id: 'a/1', status_url: 'https://elsewhere.test/x' },
    asks: [
      'POST /v1/fal-ai/flux/dev',
      ['GET /v1/fal-ai/flux/requests/a%2F1/status'],
      ['PUT /v1/fal-ai/flux/requests/a%2F1/cancel'],
    ],
    looks: [
      [{ status: 'IN_QUEUE', queue_position: 3 }, { status: 'queued' }],
      [{ status: 'IN_PROGRESS' }, { status: 'running' }],
      [{ status: 'COMPLETED', error: 'Flagged: content policy violation' }, failed('content_filter')],
      [{ status: 'COMPLETED', error: 'worker died', error_type: 'runner_error' }, failed('overloaded', 'worker died')],
    ],
  },
  replicate: {
    jobs: replicateJobs,
    target: 'black-forest-labs/flux-2-pro',
    started: { id: 'p1', status: 'starting' },
    asks: [
      'POST /v1/models/black-forest-labs/flux-2-pro/predictions',
      ['GET /v1/predictions/p1'],
      ['POST /v1/predictions/p1/cancel'],
    ],
    looks: [
      [{ id: 'p1', status: 'starting' }, { status: 'queued' }],
      [{ id: 'p1', status: 'processing', logs: '30%' }, { status: 'running' }],
      [
        { id: 'p1', status: 'succeeded', output: ['x'] },
        { status: 'succeeded', output: { output: ['x'] } },
      ],
      [{ id: 'p1', status: 'canceled' }, { status: 'cancelled' }],
      [{ id: 'p1', status: 'aborted' }, { status: 'cancelled' }],
      [{ id: 'p1', status: 'failed', error: 'NSFW content detected' }, failed('content_filter')],
      [{ id: 'p1', status: 'failed', error: 'CUDA out of memory' }, failed('overloaded', 'CUDA')],
      [{ id: 'p1', status: 'failed', error: 'width must be a multiple of 32' }, failed('bad_request')],
    ],
  },
  leonardo: {
    jobs: (endpoint) => leonardoJobs(endpoint, (body) => body),
    target: '/generations-text-to-video',
    started: { motionVideoGenerationJob: { generationId: 'g1', apiCreditCost: 300 } },
    asks: ['POST /v1/generations-text-to-video', ['GET /v1/generations/g1'], ['DELETE /v1/generations/g1']],
    looks: [
      [{ generations_by_pk: { status: 'PENDING' } }, { status: 'running' }],
      [{ generations_by_pk: { status: 'COMPLETE', seed: 1 } }, { status: 'succeeded', output: { seed: 1 } }],
      [{ generations_by_pk: { status: 'FAILED' } }, failed('overloaded')],
      [
        { generations_by_pk: { status: 'FAILED', prompt_moderations: [{ moderationClassification: ['NSFW'] }] } },
        failed('content_filter'),
      ],
    ],
  },
  luma: {
    jobs: lumaAgents,
    target: '/generations',
    started: { id: 'l1', state: 'queued' },
    asks: ['POST /v1/generations', ['GET /v1/generations/l1']],
    looks: [
      [{ id: 'l1', state: 'queued' }, { status: 'queued' }],
      [{ id: 'l1', state: 'dreaming' }, { status: 'running' }],
      [
        { id: 'l1', state: 'completed', output: [] },
        { status: 'succeeded', output: { id: 'l1' } },
      ],
      [
        { id: 'l1', state: 'failed', failure_code: 'content_moderated', failure_reason: 'No.' },
        failed('content_filter', 'No.'),
      ],
    ],
  },
  runway: {
    jobs: runwayTasks,
    target: '/v1/text_to_image',
    started: { id: 'r1' },
    asks: ['POST /v1/v1/text_to_image', ['GET /v1/v1/tasks/r1'], ['DELETE /v1/v1/tasks/r1']],
    looks: [
      [{ id: 'r1', status: 'PENDING' }, { status: 'queued' }],
      [{ id: 'r1', status: 'THROTTLED' }, { status: 'queued' }],
      [
        { id: 'r1', status: 'RUNNING', progress: 0.4 },
        { status: 'running', progress: 0.4 },
      ],
      [
        { id: 'r1', status: 'SUCCEEDED', output: ['x'] },
        { status: 'succeeded', output: { output: ['x'] } },
      ],
      [{ id: 'r1', status: 'CANCELLED' }, { status: 'cancelled' }],
      [
        { id: 'r1', status: 'FAILED', failure: 'No.', failureCode: 'SAFETY.INPUT.TEXT' },
        failed('content_filter', 'SAFETY.INPUT.TEXT'),
      ],
      [{ id: 'r1', status: 'FAILED', failure: 'Odd.', failureCode: 'ASSET.INVALID' }, failed('bad_request')],
      [{ id: 'r1', status: 'FAILED', failureCode: 'INTERNAL.BAD_OUTPUT.CODE01' }, failed('overloaded')],
    ],
  },
  'kling 1': {
    jobs: (endpoint) => klingTasks(endpoint, 1),
    target: '/v1/images/generations',
    started: { code: 0, data: { task_id: 'k1', task_status: 'submitted' } },
    asks: ['POST /v1/v1/images/generations', ['GET /v1/v1/images/generations/k1']],
    looks: [
      [{ code: 0, data: { task_id: 'k1', task_status: 'submitted' } }, { status: 'queued' }],
      [{ code: 0, data: { task_id: 'k1', task_status: 'processing' } }, { status: 'running' }],
      [
        { code: 0, data: { task_status: 'succeed', task_result: {} } },
        { status: 'succeeded', output: { task_result: {} } },
      ],
      [
        {
          code: 0,
          data: {
            task_status: 'failed',
            task_status_msg: 'Failure to pass the risk control system: sensitive content',
          },
        },
        failed('content_filter', 'risk control'),
      ],
    ],
  },
  'kling 2': {
    jobs: (endpoint) => klingTasks(endpoint, 2),
    target: '/text-to-video/kling-3.0',
    started: { code: 0, data: { id: 'k2' } },
    asks: ['POST /v1/text-to-video/kling-3.0', ['GET /v1/tasks?task_ids=k2']],
    looks: [
      [{ code: 0, data: [{ id: 'k2', status: 'processing' }] }, { status: 'running' }],
      [
        { code: 0, data: [{ id: 'k2', status: 'succeeded', outputs: [{ url: 'x' }] }] },
        { status: 'succeeded', output: { outputs: [{ url: 'x' }] } },
      ],
      [{ code: 0, data: [{ id: 'k2', status: 'failed', message: 'gpu' }] }, failed('overloaded', 'gpu')],
    ],
  },
  'black-forest-labs': {
    jobs: bflJobs,
    target: '/flux-2-pro',
    started: { id: 'b1', polling_url: 'https://elsewhere.test/get_result?id=b1', cost: 3 },
    asks: ['POST /v1/flux-2-pro', ['GET /v1/get_result?id=b1']],
    looks: [
      [
        { id: 'b1', status: 'Pending', progress: 0.6 },
        { status: 'running', progress: 0.6 },
      ],
      [
        { id: 'b1', status: 'Ready', result: { sample: 'x' } },
        { status: 'succeeded', output: { result: { sample: 'x' } } },
      ],
      [
        { id: 'b1', status: 'Request Moderated', details: { 'Moderation Reasons': ['Derivative Works'] } },
        failed('content_filter', 'Derivative Works'),
      ],
      [{ id: 'b1', status: 'Content Moderated' }, failed('content_filter')],
      [{ id: 'b1', status: 'Error' }, failed('overloaded')],
    ],
  },
};

describe.each(Object.entries(VENDORS))('a job of %s', (_name, { jobs, target, started, asks, looks }) => {
  const [start, lookAsks, cancel] = asks;

  it('is started with its body, and remembers what was kept beside', async () => {
    const { submit, asked, requests } = await jobsOver(jobs, () => ({ body: started }));
    const operation = await submit(target, { prompt: 'x' }, { signal, details: { mine: 'yes' } });
    expect(asked()).toEqual([start]);
    expect(JSON.stringify(requests[0]?.body)).toContain('"prompt":"x"');
    expect(kept(operation)).toMatchObject({ details: { mine: 'yes' } });
    for (const value of Object.values(operation.details ?? {})) expect(typeof value).toBe('string');
  });

  it.each(looks)('is, when the provider says %j, what it is', async (body, state) => {
    let answer: unknown = started;
    const { submit, look, requests, asked } = await jobsOver(jobs, () => ({ body: answer }));
    const operation = kept(await submit(target, {}, { signal }));
    requests.length = 0;
    answer = body;
    expect(await look(operation, { signal })).toMatchObject(state as object);
    expect(asked()).toEqual(lookAsks);
  });

  it.each([{}, { status: 7 }, [], 'nonsense', ''])('is not made up from %j', async (body) => {
    let answer: unknown = started;
    const { submit, look } = await jobsOver(jobs, () => ({ body: answer }));
    const operation = kept(await submit(target, {}, { signal }));
    answer = body;
    expect(await failureOf(() => look(operation, { signal }))).toMatchObject({
      code: 'bad_response',
      provider: 'acme',
    });
    expect(await failureOf(() => submit(target, {}, { signal }))).toMatchObject({ code: 'bad_response' });
  });

  it('is ended where the provider can', async () => {
    const { submit, cancel: end, requests, asked } = await jobsOver(jobs, () => ({ body: started }));
    const operation = kept(await submit(target, {}, { signal }));
    expect(end === undefined).toBe(cancel === undefined);
    requests.length = 0;
    await end?.(operation, { signal });
    expect(asked()).toEqual(cancel ?? []);
  });
});
