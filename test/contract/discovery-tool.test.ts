import { expect, it } from 'vitest';
import { keySets } from '../../src/core/auth.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { json, loopback, serverFor } from './tool-call.ts';

const runtimes = providers.flatMap((definition) =>
  definition.discover === undefined ? [] : [{ ...definition, discover: definition.discover }],
);

/** A name that a row of one family of models takes for one of its own: a tag of its default. Any other row takes any name. */
const nameFor = ({ discover, defaults }: (typeof runtimes)[number]): string =>
  discover.accepts === undefined ? 'small-llama' : `${defaults.chat}:small-llama`;

it.each(runtimes)('finds what $id serves on this machine, and would use it', async (row) => {
  const { id, auth, discover, local } = row;
  const name = nameFor(row);
  // In OpenAI's shape and in Ollama's own; each kind of server signs its list.
  const served = [{ id: name, name, model: name, owned_by: discover.ownedBy ?? 'somebody' }];
  const upstream = await loopback(json({ data: served, models: served }));
  // No key where one is optional.
  const needed = auth.kind === 'bearer' && auth.optional === true ? [] : keySets(auth).flat();
  const keys = Object.fromEntries(needed.map((variable) => [variable, 'key-of-runtime']));
  const call = await serverFor(upstream, { discover: true, keys, providers: { [id]: { baseUrl: upstream.url } } });
  const { result: found } = await call('find_models', { query: 'small-llama' });
  expect(found.models).toMatchObject([{ model: `${id}/${name}` }]);
  const { result } = await call('estimate_cost', { tool: 'chat', arguments: { prompt: 'Hi', model: id } });
  // A gateway may listen here and pay elsewhere: what it costs is not known.
  const cost = local === true ? { low: 0, high: 0 } : null;
  expect(result).toMatchObject({ chosen: `${id}/${name}`, candidates: [{ cost_usd: cost }] });
});

it('goes on without a runtime that answers something else', async () => {
  const upstream = await loopback(json({ error: 'no' }, 500));
  const call = await serverFor(upstream, { keys: {}, providers: { ollama: { baseUrl: upstream.url } } });
  const { result } = await call('find_models', { query: 'ollama', limit: 100 });
  // The models of Ollama's cloud are known without asking.
  const models: readonly string[] = result.models.map(({ model }: { model: string }) => model);
  expect(models.filter((model) => !model.startsWith('ollama-cloud/'))).toEqual([]);
});
