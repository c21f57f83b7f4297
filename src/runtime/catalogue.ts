import type { ModelListing, ProviderListing } from '../core/app.ts';
import { isKeyOptional, keySets } from '../core/auth.ts';
import type { Capabilities, CapabilityName } from '../core/capability.ts';
import { CAPABILITY_NAMES } from '../core/capability.ts';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import { findProgram } from '../core/find-program.ts';
import type { Log } from '../core/log.ts';
import { parseModelRef } from '../core/model-ref.ts';
import type { EngineHost, ModelFacts, ProviderDefinition } from '../core/provider.ts';
import { operatorBaseUrl } from '../core/server-address.ts';
import { configuredDefinitions } from './configured-provider.ts';
import { capabilityOfServed, createDiscovery } from './discover.ts';
import { listModels, listProviders } from './listings.ts';
import { isLoopbackUrl } from './loopback.ts';
import { toldEndpoint } from './told-address.ts';

export type CatalogueParts = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** `src/providers` and `src/local`, in the order in which the policy `auto` prefers them. */
  readonly definitions: readonly ProviderDefinition[];
  /** Dated facts by provider id. */
  readonly modelFacts: Readonly<Record<string, readonly ModelFacts[]>>;
  /** What a provider that exists only in the configuration can do, by the name of its wire. */
  readonly wires: Readonly<Record<string, ProviderDefinition['capabilities']>>;
  readonly createEndpoint: (definition: ProviderDefinition) => Endpoint;
};

/** Who can be called, for what, with which models, and what is known of them. */
export type Catalogue = {
  readonly definitions: readonly ProviderDefinition[];
  find(id: string): ProviderDefinition | undefined;
  /** The capability over the provider's endpoint, built once. */
  capability<C extends CapabilityName>(definition: ProviderDefinition, name: C): Capabilities[C] | undefined;
  /** True once the head of an answer to a request with this signal had arrived. */
  hasAnswered(signal: AbortSignal): boolean;
  /** True when nobody can call it: no public API, not launched, or shut down. */
  isUncallable(definition: ProviderDefinition): boolean;
  /** The command that installs the program of an engine; `undefined` when it needs none or has it. */
  install(definition: ProviderDefinition): string | undefined;
  /** The variable to set, what to start or what to run; `undefined` when it can be called. */
  missing(definition: ProviderDefinition): Promise<string | undefined>;
  isLocal(definition: ProviderDefinition): boolean;
  /** True when the operator put a server of their own in the provider's place: it may serve what the provider ended. */
  /** The provider's servers, for addresses that its answers name. */
  endpoint(definition: ProviderDefinition): Endpoint;
  isRedirected(definition: ProviderDefinition): boolean;
  defaultModel(definition: ProviderDefinition, capability: CapabilityName): Promise<string | undefined>;
  facts(definition: ProviderDefinition, model: string, capability: CapabilityName): ModelFacts | undefined;
  /** The facts of `provider/model`, or of the provider's usual model, whether it can be called or not. */
  factsOfReference(reference: string, capability: CapabilityName): ModelFacts | undefined;
  /** Known models of one provider: dated facts, defaults, the operator's list and what a local runtime serves. */
  modelsOf(definition: ProviderDefinition): Promise<readonly ModelFacts[]>;
  models(): Promise<readonly ModelListing[]>;
  providers(): Promise<readonly ProviderListing[]>;
};

/** What runs on this machine costs no money, which is a known price. */
const FREE = {
  input: 0,
  cachedInput: 0,
  cacheWrite: 0,
  output: 0,
  second: 0,
  character: 0,
  image: 0,
  page: 0,
  search: 0,
};

export function createCatalogue(parts: CatalogueParts): Catalogue {
  const { config, clock, log, modelFacts } = parts;
  const definitions = [...parts.definitions, ...configuredDefinitions(config, parts.definitions, parts.wires, log)];
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const endpoints = new Map<string, Endpoint>();
  const built = new Map<string, Partial<Capabilities>>();
  const answered = new WeakSet<AbortSignal>();

  const settingsOf = (definition: ProviderDefinition) => config.providers[definition.id];
  const baseUrlOf = (definition: ProviderDefinition): string | undefined =>
    operatorBaseUrl(definition, config) ?? definition.baseUrl.global ?? Object.values(definition.baseUrl)[0];

  const networkEndpoint = (definition: ProviderDefinition): Endpoint => {
    const { id, server } = definition;
    const told = server?.told;
    const program = () => (told === undefined ? undefined : findProgram(told.names, config.variable('PATH')));
    if (told === undefined || operatorBaseUrl(definition, config) !== undefined || program() === undefined) {
      return parts.createEndpoint(definition);
    }
    const at = (global: string) => parts.createEndpoint({ ...definition, baseUrl: { global } });
    return toldEndpoint(id, { program, questions: told.questions, path: server?.path ?? '' }, at);
  };

  const endpointOf = (definition: ProviderDefinition): Endpoint => {
    const known = endpoints.get(definition.id);
    if (known !== undefined) return known;
    const created =
      baseUrlOf(definition) === undefined
        ? withoutNetwork(definition, config)
        : notingAnswers(networkEndpoint(definition), answered);
    endpoints.set(definition.id, created);
    return created;
  };

  const programOf = ({ program }: ProviderDefinition): string | undefined =>
    program === undefined ? undefined : findProgram(program.names, config.variable('PATH'));

  const hostOf = (definition: ProviderDefinition): EngineHost => ({
    dataFolder: config.home,
    log,
    wait: clock.sleep,
    program: () => programOf(definition),
    variable: config.variable,
    holderOf: (model) => holderOf(definition, model),
  });

  const discovery = createDiscovery({ clock, endpointOf, hostOf, isSearched: config.discover });

  const isLocal = (definition: ProviderDefinition): boolean => {
    const url = baseUrlOf(definition);
    return definition.local === true && (url === undefined || isLoopbackUrl(url));
  };

  const discovered = async (definition: ProviderDefinition): Promise<readonly string[] | undefined> => {
    if (definition.files !== undefined) {
      return definition.files.install(hostOf(definition)) === undefined ? discovery.modelsOf(definition) : undefined;
    }
    const isAllowed = operatorBaseUrl(definition, config) !== undefined || (config.discover && isLocal(definition));
    const own = definition.discover !== undefined && isAllowed ? await discovery.modelsOf(definition) : undefined;
    if (definition.holders === undefined || !config.discover) return own;
    const held = await Promise.all(holdersOf(definition).map((holder) => heldBy(holder, definition)));
    const models = [...new Set([...(own ?? []), ...held.flat()])];
    return models.length === 0 ? undefined : models;
  };

  /** Servers and files of this machine alone: a family of models "on this machine" is never asked for elsewhere. */
  const holdersOf = ({ holders = [] }: ProviderDefinition): readonly ProviderDefinition[] =>
    holders.flatMap((id) => {
      const row = byId.get(id);
      return row !== undefined && isLocal(row) ? [row] : [];
    });

  const heldBy = async (holder: ProviderDefinition, { discover }: ProviderDefinition): Promise<readonly string[]> =>
    (await discovered(holder))?.filter((model) => discover?.accepts?.(model) ?? true) ?? [];

  /** The chat of whoever holds a model. `undefined` when it is the row's own server, or nobody's. */
  const holderOf = async (definition: ProviderDefinition, model: string) => {
    if ((await discovery.modelsOf(definition))?.includes(model) === true || !config.discover) return undefined;
    for (const holder of holdersOf(definition)) {
      if ((await heldBy(holder, definition)).includes(model)) return catalogue.capability(holder, 'chat');
    }
    return undefined;
  };

  const catalogue: Catalogue = {
    definitions,
    find: (id) => byId.get(id),
    hasAnswered: (signal) => answered.has(signal),
    isLocal,
    endpoint: endpointOf,
    isRedirected: (definition) => operatorBaseUrl(definition, config) !== undefined,

    capability(definition, name) {
      const factory = definition.capabilities[name];
      if (factory === undefined) return undefined;
      const mine = built.get(definition.id) ?? {};
      mine[name] ??= factory(endpointOf(definition), hostOf(definition));
      built.set(definition.id, mine);
      return mine[name];
    },

    isUncallable: (definition) =>
      definition.status === 'not-launched' ||
      definition.status === 'sunset' ||
      (definition.local !== true && baseUrlOf(definition) === undefined),

    install: (definition) =>
      definition.files?.install(hostOf(definition)) ??
      (programOf(definition) === undefined ? definition.program?.install : undefined),

    async missing(definition) {
      const install = catalogue.install(definition);
      if (install !== undefined) return install;
      const isSet = (name: string): boolean => config.secret(name) !== undefined;
      const sets = keySets(definition.auth);
      const hasKey = isKeyOptional(definition.auth) || sets.some((names) => names.every(isSet));
      if (!hasKey) return sets[0]?.find((name) => !isSet(name));
      const unset = Object.entries(definition.settings ?? {}).find(([name, setting]) => {
        const isNeeded = setting.required === true || baseUrlOf(definition)?.includes(`{${name}}`) === true;
        return (
          isNeeded &&
          setting.default === undefined &&
          !setting.env.some((variable) => config.variable(variable) !== undefined)
        );
      });
      if (unset !== undefined) return unset[1].env[0];
      if (definition.files !== undefined) {
        return (await discovered(definition)) === undefined ? definition.settings?.model?.env[0] : undefined;
      }
      // `OLLAMA_HOST` and its like also say where a server of that name should listen, so it has to answer.
      if (definition.discover === undefined || settingsOf(definition)?.baseUrl !== undefined) return undefined;
      return (await discovered(definition)) === undefined ? `${environmentId(definition.id)}_BASE_URL` : undefined;
    },

    async defaultModel(definition, capability) {
      const chosen = settingsOf(definition)?.default;
      // One `default` stands for every capability, so it must not put a chat model behind `embed`.
      if (chosen !== undefined && (await capabilityOf(definition, chosen)) === capability) return chosen;
      const usual = definition.defaults[capability];
      const served = (await discovered(definition))?.filter(
        (model) => capabilityOfServed(definition, model) === capability,
      );
      if (served === undefined || (usual !== undefined && served.includes(usual))) return usual;
      return served[0] ?? usual;
    },

    facts(definition, model, capability) {
      const known = modelFacts[definition.id]?.find((fact) => fact.id === model && fact.capability === capability);
      return isLocal(definition) ? { id: model, capability, ...known, price: FREE } : known;
    },

    factsOfReference(reference, capability) {
      const { provider, model } = parseModelRef(reference);
      const definition = byId.get(provider);
      const id = model ?? definition?.defaults[capability];
      return definition === undefined || id === undefined ? undefined : catalogue.facts(definition, id, capability);
    },

    async modelsOf(definition) {
      const known = modelFacts[definition.id] ?? [];
      const served = (await discovered(definition)) ?? [];
      const named = [...(settingsOf(definition)?.models ?? []), ...served].map((id) => ({
        id,
        capability: capabilityOfServed(definition, id),
      }));
      const defaults = CAPABILITY_NAMES.flatMap((capability) => {
        const id = definition.defaults[capability];
        return id === undefined ? [] : [{ id, capability }];
      });
      const further = (definition.models ?? []).map((id) => ({ id, capability: 'chat' as const }));
      const usual = definition.discover || definition.files ? [] : [...defaults, ...further];
      const everything: readonly ModelFacts[] = [...known, ...named, ...usual];
      const unique = new Map(everything.toReversed().map((fact) => [`${fact.capability} ${fact.id}`, fact]));
      return [...unique.values()]
        .toReversed()
        .filter((fact) => definition.capabilities[fact.capability] !== undefined)
        .map((fact) => catalogue.facts(definition, fact.id, fact.capability) ?? fact);
    },

    models: () => listModels(catalogue),
    providers: () => listProviders(catalogue),
  };

  const capabilityOf = async (definition: ProviderDefinition, model: string): Promise<CapabilityName> =>
    modelFacts[definition.id]?.find((fact) => fact.id === model)?.capability ?? capabilityOfServed(definition, model);

  return catalogue;
}

/** `mistral-eu` → `MISTRAL_EU`, as its variables begin. */
const environmentId = (id: string): string => id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

/** Remembers whose head arrived: whether bytes came decides if a request may be repeated. */
function notingAnswers(endpoint: Endpoint, answered: WeakSet<AbortSignal>): Endpoint {
  return {
    ...endpoint,
    async send(path, body, options) {
      const answer = await endpoint.send(path, body, options);
      answered.add(options.signal);
      return answer;
    },
    async connect(path, options) {
      const socket = await endpoint.connect(path, options);
      answered.add(options.signal);
      return socket;
    },
  };
}

/** Engines compute on this machine; one that asks for the network is a mistake of ours. */
function withoutNetwork({ id, name, settings }: ProviderDefinition, config: Config): Endpoint {
  const refuse = async (): Promise<never> => {
    throw new ProviderError('unavailable', { provider: id, message: `${name} has no address.` });
  };
  const setting = (which: string): string | undefined =>
    settings?.[which]?.env.map((variable) => config.variable(variable)).find((value) => value !== undefined);
  return { provider: id, setting, send: refuse, connect: refuse };
}
