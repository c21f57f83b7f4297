import { expect, it } from 'vitest';
import { providers } from '../../src/providers/index.generated.ts';
import { json, loopback, serverFor } from './tool-call.ts';

const runtimes = providers.filter(({ discover }) => discover !== undefined);

it.each(runtimes.map(({ id }) => id))('finds what %s serves on this machine, and would use it', async (id) => {
  // In OpenAI's shape and in Ollama's own.
  const served = [{ id: 'small-llama', name: 'small-llama', model: 'small-llama' }];
  const upstream = await loopback(json({ data: served, models: served }));
  const call = await serverFor(upstream, { discover: true, keys: {}, providers: { [id]: { baseUrl: upstream.url } } });
  const { result: found } = await call('find_models', { query: 'small-llama' });
  expect(found.models).toMatchObject([{ model: `${id}/small-llama` }]);
  const { result } = await call('estimate_cost', { tool: 'chat', arguments: { prompt: 'Hi', model: id } });
  expect(result).toMatchObject({ chosen: `${id}/small-llama`, candidates: [{ cost_usd: { low: 0, high: 0 } }] });
});

it('goes on without a runtime that answers something else', async () => {
  const upstream = await loopback(json({ error: 'no' }, 500));
  const call = await serverFor(upstream, { keys: {}, providers: { ollama: { baseUrl: upstream.url } } });
  const { result } = await call('find_models', { query: 'ollama' });
  expect(result.models).toEqual([]);
});
