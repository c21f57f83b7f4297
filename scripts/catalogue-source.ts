import { z } from 'zod';
import type { ModelFacts } from '../src/core/provider.ts';

const count = z.number().nonnegative().optional().catch(undefined);

/** The part of models.dev's api.json that we use; a field of another shape counts as absent. */
const sourceModel = z.looseObject({
  id: z.string(),
  reasoning: z.boolean().optional().catch(undefined),
  tool_call: z.boolean().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  modalities: z
    .looseObject({ input: z.array(z.string()).catch([]), output: z.array(z.string()).catch([]) })
    .optional()
    .catch(undefined),
  cost: z
    .looseObject({ input: count, output: count, cache_read: count, cache_write: count })
    .optional()
    .catch(undefined),
  limit: z.looseObject({ context: count, output: count }).optional().catch(undefined),
});
type SourceModel = z.output<typeof sourceModel>;

const sourceProvider = z.looseObject({ models: z.record(z.string(), z.unknown()) });

/** Provider id → its models. Entries that are no models are left out. Throws for a file of another shape. */
export function readSource(json: unknown): ReadonlyMap<string, readonly SourceModel[]> {
  const providers = z.record(z.string(), z.unknown()).parse(json);
  const read = new Map<string, readonly SourceModel[]>();
  for (const [id, value] of Object.entries(providers)) {
    const provider = sourceProvider.safeParse(value);
    if (!provider.success) continue;
    const models = Object.values(provider.data.models).flatMap((model) => sourceModel.safeParse(model).data ?? []);
    if (models.length > 0) read.set(id, models);
  }
  if (read.size === 0)
    throw new Error('The file has no provider with models: it is not of the shape of models.dev’s api.json.');
  return read;
}

const EMBEDDING = /embed/i;

/** Chat and embedding models; what makes only images, sound or video is no fact of ours yet. */
function capabilityOf(model: SourceModel): ModelFacts['capability'] | undefined {
  if (EMBEDDING.test(model.id)) return 'embed';
  const outputs = model.modalities?.output ?? [];
  return outputs.length === 0 || outputs.includes('text') ? 'chat' : undefined;
}

/** A price of nothing at all mostly means that nobody looked it up. Only a name that says so is free. */
function priceOf({ id, cost }: SourceModel, capability: ModelFacts['capability']): ModelFacts['price'] {
  if (cost?.input === undefined) return undefined;
  const output = cost.output ?? (capability === 'embed' ? 0 : undefined);
  if (cost.input === 0 && (output ?? 0) === 0 && !id.endsWith(':free')) return undefined;
  return {
    input: cost.input,
    ...(cost.cache_read !== undefined && cost.cache_read > 0 && { cachedInput: cost.cache_read }),
    ...(cost.cache_write !== undefined && cost.cache_write > 0 && { cacheWrite: cost.cache_write }),
    ...(output !== undefined && { output }),
  };
}

const positive = (value: number | undefined): number | undefined => (value === 0 ? undefined : value);

function factsOf(model: SourceModel): ModelFacts | undefined {
  const capability = capabilityOf(model);
  if (capability === undefined) return undefined;
  const chat = capability === 'chat';
  const inputs = model.modalities?.input;
  return withoutUndefined({
    id: model.id,
    capability,
    contextTokens: positive(model.limit?.context),
    maxOutputTokens: chat ? positive(model.limit?.output) : undefined,
    reasoning: chat ? model.reasoning : undefined,
    vision: chat ? inputs?.includes('image') : undefined,
    tools: chat ? model.tool_call : undefined,
    price: priceOf(model, capability),
  });
}

const withoutUndefined = <T extends object>(value: T): T =>
  // Only absent keys are removed, so the type stays true.
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;

/**
 * The facts of one provider after a refresh: what the source says wins, what only we know (shutdowns, successors,
 * models that the source does not list) stays. New models that the source calls deprecated are not taken in.
 */
export function refreshedFacts(known: readonly ModelFacts[], source: readonly SourceModel[]): readonly ModelFacts[] {
  const fresh = new Map(source.map((model) => [model.id, model]));
  const ids = new Set(known.map(({ id }) => id));
  const updated = known.map((facts): ModelFacts => {
    const model = fresh.get(facts.id);
    const newer = model === undefined ? undefined : factsOf(model);
    return newer === undefined ? facts : { ...facts, ...newer, capability: facts.capability };
  });
  const added = source
    .filter(({ id, status }) => !ids.has(id) && status !== 'deprecated')
    .flatMap((model) => factsOf(model) ?? []);
  return [...updated, ...added.toSorted((left, right) => (left.id < right.id ? -1 : 1))];
}

/** The facts as a file of `src/config/catalogue`, before it is formatted. */
export function renderFacts(
  facts: readonly ModelFacts[],
  options: { readonly checked: string; readonly source: string },
) {
  const lines = facts.map(({ id, capability, ...more }) => {
    const json = JSON.stringify({ id, capability, ...more });
    return `  ${json.replaceAll(/"([A-Za-z]+)":/g, '$1: ')},`;
  });
  return [
    "import type { ModelFacts } from '../../core/provider.ts';",
    '',
    `// Written by \`npm run sync-catalogue\` from ${options.source}; shutdowns, successors and models that it does not`,
    '// list are kept from before. Edit those here; the rest is overwritten by the next run.',
    `// checked: ${options.checked}`,
    'export default [',
    ...lines,
    '] as const satisfies readonly ModelFacts[];',
    '',
  ].join('\n');
}
