import { expect, it } from 'vitest';
import { damage, leftovers } from '../support/kill/faults.ts';
import { SMALL } from '../support/kill/plan.ts';
import { COLLECTION, startWorld } from '../support/kill/world.ts';

it('a long rag_migrate becomes a job, which the next server ends with what the original is by then', async () => {
  const world = await startWorld({ LLMKIT_CALL_DEADLINE_MS: '1000' });
  const first = await world.open();
  const sources = Array.from({ length: 40 }, (_, index) => ({ id: `d${index}`, text: `Note number ${index}.` }));
  await first.call('rag_index', { collection: COLLECTION, sources, embed_model: SMALL });
  world.hold(new Promise(() => {}));
  const target = { collection: COLLECTION, name: 'copy', store: 'qdrant' };
  const { structured: begun } = await first.call('rag_migrate', target);
  expect(begun).toMatchObject({ job_id: expect.any(String), status: 'running' });
  await first.call('rag_delete', { collection: COLLECTION, documents: ['d7'] });
  await first.end();
  world.hold(undefined);

  const second = await world.open();
  const { structured: ended } = await second.call('get_job', { job_id: begun.job_id, wait_ms: 20_000 });
  expect(ended).toMatchObject({ status: 'succeeded', result: { collection: 'copy', store: 'qdrant', chunks: 39 } });
  expect([damage(world, 'copy', true), leftovers(world)]).toEqual([[], []]);
  await second.end();
  await world.close();
});
