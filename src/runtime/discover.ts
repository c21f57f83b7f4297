import { CAPABILITY_NAMES, type CapabilityName } from '../core/capability.ts';
import type { Clock } from '../core/clock.ts';
import type { Answer, Endpoint } from '../core/endpoint.ts';
import type { EngineFiles, EngineHost, ProviderDefinition } from '../core/provider.ts';

export type Discovery = {
  /** The models a local runtime serves now or an engine finds in files; `undefined` when there are none. Cached for 30 s. */
  modelsOf(definition: ProviderDefinition): Promise<readonly string[] | undefined>;
};

const BUDGET_MS = 300;
/** A program that has to be asked first for the address takes a second or two. */
const TOLD_BUDGET_MS = 3000;
const CACHED_MS = 30_000;

/** Asks local runtimes what they serve, and looks for files. Each gets 300 ms once in 30 s; a failure only means that it is not there. */
export function createDiscovery(options: {
  readonly clock: Clock;
  readonly endpointOf: (definition: ProviderDefinition) => Endpoint;
  readonly hostOf: (definition: ProviderDefinition) => EngineHost;
  /** False when only what the operator named may be found. */
  readonly isSearched: boolean;
}): Discovery {
  const { clock, endpointOf, hostOf, isSearched } = options;
  const cache = new Map<string, { readonly at: number; readonly models: Promise<readonly string[] | undefined> }>();

  const ask = async (definition: ProviderDefinition): Promise<readonly string[] | undefined> => {
    const budget = new AbortController();
    const outOfTime = clock
      .sleep(definition.server?.told === undefined ? BUDGET_MS : TOLD_BUDGET_MS, budget.signal)
      .then(
        () => undefined,
        () => undefined,
      );
    try {
      return await Promise.race([listModels(endpointOf(definition), definition, budget.signal), outOfTime]);
    } catch {
      return undefined;
    } finally {
      budget.abort();
    }
  };

  const inFiles = async (definition: ProviderDefinition, files: EngineFiles) => {
    const models = await files.models(hostOf(definition), isSearched);
    return models.length === 0 ? undefined : models;
  };

  return {
    modelsOf(definition) {
      const known = cache.get(definition.id);
      if (known !== undefined && clock.monotonicMs() - known.at < CACHED_MS) return known.models;
      const models = definition.files === undefined ? ask(definition) : inFiles(definition, definition.files);
      cache.set(definition.id, { at: clock.monotonicMs(), models });
      return models;
    },
  };
}

async function listModels(
  endpoint: Endpoint,
  { discover, defaults }: ProviderDefinition,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (discover === undefined) return undefined;
  const { probe, models, page, read = modelIds, ownedBy, accepts } = discover;
  const ask = (path: string): Promise<Answer> => endpoint.send(path, undefined, { method: 'GET', signal });
  if (page !== undefined) {
    const text = Buffer.from(await (await ask(probe)).bytes()).toString('utf8');
    return text.includes(page) ? Object.values(defaults) : undefined;
  }
  const get = async (path: string): Promise<unknown> => (await ask(path)).json();
  const first = await get(probe);
  const body = probe === models ? first : await get(models);
  if (ownedBy !== undefined && !entriesOf(body).some((entry) => property(entry, 'owned_by') === ownedBy)) {
    return undefined;
  }
  const served = read(body);
  if (accepts === undefined) return served;
  const mine = served.filter(accepts);
  return mine.length === 0 ? undefined : mine;
}

const entriesOf = (body: unknown): readonly unknown[] =>
  [body, property(body, 'data'), property(body, 'models')].find(Array.isArray) ?? [];

/** Ids from the shapes in use: `{data:[{id}]}` (OpenAI), `{models:[{name}]}` (Ollama), or a bare list. */
function modelIds(body: unknown): readonly string[] {
  return entriesOf(body).flatMap((entry) => {
    const id = [entry, property(entry, 'id'), property(entry, 'name'), property(entry, 'model')].find(
      (value) => typeof value === 'string' && value !== '',
    );
    return typeof id === 'string' ? [id] : [];
  });
}

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** Runtimes list models of every kind together and mostly tell them apart by name only. */
export function capabilityOfName(model: string): CapabilityName {
  if (/rerank|cross-encoder|ms-marco/i.test(model)) return 'rerank';
  if (/embed|minilm|(^|[/:_-])(bge|e5|gte)([:_-]|$)/i.test(model)) return 'embed';
  if (/whisper|transcri|parakeet|canary|sense-?voice|moonshine|(^|[/:_-])(asr|stt)([:_-]|$)/i.test(model))
    return 'transcribe';
  if (/kokoro|piper|(^|[/:_-])(tts|orpheus|chatterbox|cosyvoice|xtts)([:_-]|$)/i.test(model)) return 'speak';
  return 'chat';
}

const MAKES_IMAGES = /stable-?diffusion|sdxl|dreamshaper|(qwen|z)-image|(^|[/:_-])(flux|sd-?[123])([./:_-]|$)/i;

/** What a model of a runtime is for: by its name among what the runtime does, else what the runtime does at all. */
export function capabilityOfServed(
  { capabilities }: Pick<ProviderDefinition, 'capabilities'>,
  model: string,
): CapabilityName {
  if (capabilities.image !== undefined && MAKES_IMAGES.test(model)) return 'image';
  const byName = capabilityOfName(model);
  if (capabilities[byName] !== undefined || capabilities.chat !== undefined) return byName;
  return CAPABILITY_NAMES.find((name) => capabilities[name] !== undefined) ?? byName;
}
