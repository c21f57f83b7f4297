import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import type { RunJournal } from '../../../src/core/job.ts';
import type { VideoCapability } from '../../../src/core/video.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { done, film, studio } from './films.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';

const request = { prompt: 'A fox.', durationS: 5 };
const answers =
  (costMicroUsd?: number): NonNullable<VideoCapability['estimate']> =>
  async () => ({ ...(costMicroUsd !== undefined && { costMicroUsd }) });

function filming(estimate: VideoCapability['estimate'], more: Parameters<typeof pipeline>[1] = {}) {
  const asked: unknown[] = [];
  const { video, seen } = studio({
    states: [done(film())],
    more: {
      limits: () => ({ durationsS: [5, 10] }),
      ...(estimate && {
        estimate: (said, options) => {
          asked.push(said);
          return estimate(said, options);
        },
      }),
    },
  });
  const clock = createFakeClock();
  return { ...pipeline([provider('acme', { video })], { clock, ...more }), clock, seen, asked };
}

const estimated = async ({ estimate }: ReturnType<typeof filming>, wish = request) =>
  (await estimate('video', wish, { model: 'acme' }, toolCall())).candidates;

describe('a price that the provider itself knows', () => {
  const second = { acme: [{ id: 'camera', capability: 'video' as const, price: { second: 0.1 } }] };

  it('is its answer, not the table', async () => {
    const films = filming(answers(750_000), { modelFacts: second });
    expect(await estimated(films)).toMatchObject([{ cost: { low: 750_000, high: 750_000 } }]);
    expect((await estimated(films))[0]?.reason).toContain('as the provider says');
    expect(films.asked[0]).toMatchObject({ model: 'camera', durationS: 5 });
    expect(films.seen.starts).toEqual([]);
  });

  it('is the table’s, else unknown, where it says none or fails', async () => {
    expect(await estimated(filming(answers(), { modelFacts: second }))).toMatchObject([{ cost: { high: 500_000 } }]);
    const [failed] = await estimated(
      filming(async () => {
        throw new ProviderError('auth_rejected', { message: 'The key is wrong.' });
      }),
    );
    expect(failed).toMatchObject({ cost: undefined, reason: expect.stringContaining('The key is wrong.') });
  });

  it('is not asked for what the model does not make', async () => {
    const films = filming(answers(1));
    const [candidate] = await estimated(films, { ...request, durationS: 7 });
    expect(candidate).toMatchObject({ cost: undefined, reason: expect.stringContaining('7') });
    expect(films.asked).toEqual([]);
  });

  it('gives up on a provider that does not answer', async () => {
    const films = filming((_request, { signal }) => {
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const waiting = estimated(films);
    await films.clock.advance(10_000);
    expect(await waiting).toMatchObject([{ cost: undefined }]);
  });
});

describe('a limit of money', () => {
  it('lets through what the provider says is cheaper, and nothing else is known of', async () => {
    const films = filming(answers(600_000));
    const made = films.run('video', request, { model: 'acme', maxCostUsd: 0.6 }, toolCall());
    await films.clock.runUntil(made);
    expect(films.seen.starts).toHaveLength(1);
  });

  it.each([
    ['what the provider says is dearer', answers(600_001)],
    ['what it does not know the price of', answers()],
    ['a provider that cannot be asked', undefined],
  ])('refuses %s before it costs anything', async (_what, estimate) => {
    const films = filming(estimate);
    await expect(films.run('video', request, { model: 'acme', maxCostUsd: 0.6 }, toolCall())).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
    expect(films.seen.starts).toEqual([]);
  });

  it('asks nothing where there is none', async () => {
    const films = filming(answers(600_000));
    await films.clock.runUntil(films.run('video', request, { model: 'acme' }, toolCall()));
    expect(films.asked).toEqual([]);
  });

  it('takes nothing away that was begun and paid before', async () => {
    const films = filming(answers(9_000_000), { settings: { budget: { day: 1 } } });
    const journal: RunJournal = {
      runId: 'job-1/video-0',
      model: 'acme/camera',
      elapsedMs: 0,
      step: () => ({ model: 'acme/camera', clientId: 'c', onCancel: '', operation: { id: 'op-9' } }),
      begin: async () => undefined,
      began: async () => undefined,
      forget: async () => undefined,
      sending: () => undefined,
      progress: () => undefined,
    };
    const call = toolCall({ journal: { open: () => journal } });
    const { result } = await films.clock.runUntil(films.run('video', request, {}, call));
    expect(result.artifact).toBeDefined();
    expect(films.seen).toMatchObject({ starts: [], polls: ['op-9'] });
    expect(films.asked).toEqual([]);
  });
});
