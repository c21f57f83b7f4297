import { expect, it } from 'vitest';
import { type AuthScheme, isKeyOptional, keySets } from '../../src/core/auth.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { json, loopback, serverFor } from './tool-call.ts';

type Row = Pick<ProviderDefinition, 'discover'>;

/** Families as their servers name them; a row that takes only its own family gets one of these. */
const SERVED = ['gemma4:e4b', 'phi4-mini:3.8b', 'tinyllama:1.1b', 'qwen3:8b'];

const runtimes = providers.filter(({ discover, capabilities }) => discover !== undefined && 'chat' in capabilities);
const owners = runtimes.filter(({ discover }) => discover?.ownedBy !== undefined);
const profiles = runtimes.filter(({ discover }) => discover?.accepts !== undefined);
const rowsOf = (rows: readonly ProviderDefinition[]) => rows.map((row) => [row.id, row] as const);

/** The list of a server that makes pictures, Ollama's list of tags, or OpenAI's list of models: whichever is asked for. */
function listing({ discover }: Row, names: readonly string[], ownedBy = discover?.ownedBy ?? 'organization') {
  if (discover?.models.startsWith('/object_info')) {
    return json({ CheckpointLoaderSimple: { input: { required: { ckpt_name: [names, {}] } }, output: ['MODEL'] } });
  }
  if (discover?.models.startsWith('/sdapi')) {
    return json(names.map((name) => ({ title: `${name} [0123]`, model_name: name, filename: `/models/${name}` })));
  }
  if (discover?.models !== '/api/tags') {
    return json({ object: 'list', data: names.map((id) => ({ id, object: 'model', created: 1, owned_by: ownedBy })) });
  }
  const details = { parent_model: '', format: 'gguf', parameter_size: '8B', quantization_level: 'Q4_K_M' };
  return json({
    models: names.map((name) => ({
      name,
      model: name,
      modified_at: '2026-01-01T00:00:00Z',
      size: 1,
      digest: 'd',
      details,
    })),
  });
}

const neededKeys = (auth: AuthScheme): Readonly<Record<string, string>> =>
  isKeyOptional(auth) ? {} : Object.fromEntries((keySets(auth)[0] ?? []).map((name) => [name, 'key-of-the-server']));

const atItsServer = ({ id, auth }: ProviderDefinition, url: string) => ({
  discover: true,
  keys: neededKeys(auth),
  providers: { [id]: { baseUrl: url } },
});

it.each(rowsOf(runtimes))('finds what %s serves, and would use it', async (id, row) => {
  const mine = SERVED.filter((name) => row.discover?.accepts?.(name) ?? true);
  const upstream = await loopback(listing(row, SERVED));
  const call = await serverFor(upstream, atItsServer(row, upstream.url));
  const { result: found } = await call('find_models', { query: `${id}/`, configured: true });
  expect(found.models.map(({ model }: { model: string }) => model)).toEqual(mine.map((name) => `${id}/${name}`));
  if (row.capabilities.chat === undefined) return;
  const { result } = await call('estimate_cost', { tool: 'chat', arguments: { prompt: 'Hi', model: id } });
  expect(result.chosen).toBe(`${id}/${mine[0]}`);
  // A gateway, or a server that may stand anywhere, can bill for what it serves.
  expect(result.candidates[0].cost_usd).toEqual(
    row.local === true ? expect.objectContaining({ low: 0, high: 0 }) : null,
  );
});

it.each(rowsOf(owners))('does not take the server of another maker for %s', async (id, row) => {
  const upstream = await loopback(listing(row, SERVED, 'another-maker'));
  const call = await serverFor(upstream, atItsServer(row, upstream.url));
  const { result } = await call('find_models', { query: `${id}/` });
  expect(result.models).toEqual([]);
});

it.each(rowsOf(profiles))('does not offer %s where its server holds other models only', async (id, row) => {
  const upstream = await loopback(listing(row, ['qwen3:8b']));
  const call = await serverFor(upstream, atItsServer(row, upstream.url));
  const { result } = await call('find_models', { query: `${id}/` });
  expect(result.models).toEqual([]);
});

it('goes on without a runtime that answers something else', async () => {
  const upstream = await loopback(json({ error: 'no' }, 500));
  const call = await serverFor(upstream, { keys: {}, providers: { ollama: { baseUrl: upstream.url } } });
  const { result } = await call('find_models', { query: 'ollama/' });
  expect(result.models).toEqual([]);
});
