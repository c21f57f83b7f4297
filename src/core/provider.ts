import type { AuthScheme } from './auth.ts';
import type { Capabilities } from './capability.ts';
import type { ChatCapability } from './chat.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { Log } from './log.ts';
import type { Price } from './money.ts';

export const PROVIDER_STATUSES = ['ga', 'preview', 'enterprise-only', 'not-launched', 'sunset'] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

/** Where a provider belongs when people look for one. */
export const PROVIDER_CATEGORIES = [
  'major',
  'enterprise',
  'cloud',
  'inference',
  'aggregator',
  'european',
  'chinese',
  'regional',
  'emerging',
  'domain',
  'local',
] as const;
export type ProviderCategory = (typeof PROVIDER_CATEGORIES)[number];

/** What an engine on this machine may use beside its endpoint. */
export type EngineHost = {
  readonly dataFolder: string;
  readonly log: Log;
  /** For a family that looks again at remote work; the system's own when absent. */
  readonly wait?: Clock['sleep'];
  /** The row's program where it is on this machine, looked for at each call. */
  readonly program?: () => string | undefined;
  /** Reads a variable of the environment: where other programs keep their files. */
  readonly variable?: (name: string) => string | undefined;
  /** The chat of the server of this machine that holds a model, where it is not the row's own. */
  readonly holderOf?: (model: string) => Promise<ChatCapability | undefined>;
};

/** An engine whose models are files that may lie on this machine. Looked for at each call, so both are quick. */
export type EngineFiles = {
  /** The command that installs what loads them; `undefined` when it is there. */
  readonly install: (host: EngineHost) => string | undefined;
  /** Names of the models, best first. With `isSearched` false only what the operator named. */
  readonly models: (host: EngineHost, isSearched: boolean) => Promise<readonly string[]>;
};

/** A program that an engine runs: the names it goes by, and the command that installs it. */
export type EngineProgram = { readonly names: readonly string[]; readonly install: string };

/** A value that the operator gives: an account, a project, a deployment. */
export type Setting = {
  /** The variables that may hold it, the ecosystem's usual name first. */
  readonly env: readonly string[];
  readonly default?: string;
  /** Without a value the provider cannot be called. A `{name}` in the base URL is always required. */
  readonly required?: boolean;
};

/** How operators name their own server of a provider beside `<ID>_BASE_URL`. */
export type ServerAddress = {
  /** The ecosystem's variables with a host, `host:port` or URL. */
  readonly env: readonly string[];
  /** The port of a bare host, which is then spoken to over plain http. */
  readonly port?: number;
  /** What follows an address that has no path of its own. */
  readonly path?: string;
  /** An end that operators' URLs may have, and that the paths of the wire do without. */
  readonly ignoredEnd?: string;
  /** A program of this machine that tells where the server listens, for one whose port changes; its possible commands. */
  readonly told?: { readonly names: readonly string[]; readonly questions: readonly (readonly string[])[] };
};

/** A further server: its https address (`{name}` as in a base URL), and its own auth where it differs from the row's. */
export type ProviderHost = {
  readonly url: string;
  /** Its address in regions of the base URL where it is another one: a key is good in its own region alone. */
  readonly regions?: Readonly<Record<string, string>>;
  readonly auth?: AuthScheme;
};

/** Builds a capability over an endpoint. What a wire family or a local engine exports. */
export type CapabilityFactory<C extends keyof Capabilities> = (endpoint: Endpoint, host: EngineHost) => Capabilities[C];

/** A model the catalogue knows: a fact with a date, never a type. Unknown ids are passed through. */
export type ModelFacts = {
  readonly id: string;
  readonly capability: keyof Capabilities;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly price?: Price;
  /** `true` when it reasons before it answers. */
  readonly reasoning?: boolean;
  readonly vision?: boolean;
  readonly tools?: boolean;
  /** ISO date after which the provider no longer serves it. */
  readonly shutdown?: string;
  readonly replacedBy?: string;
};

export type ProviderDefinition = {
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  readonly status: ProviderStatus;
  /** ISO date on which the facts were last checked. */
  readonly checked: string;
  readonly category?: ProviderCategory;
  /** ISO 3166 code of the country it belongs to. */
  readonly country?: string;
  /** Region → base URL. `global` (or the only key) is the default. Empty when nobody can call it. */
  readonly baseUrl: Readonly<Record<string, string>>;
  readonly server?: ServerAddress;
  /**
   * Further servers of the provider, by the name that its wire gives them: one for sockets, one for a second service. An
   * operator's own base URL stands for all of them.
   */
  readonly hosts?: Readonly<Record<string, ProviderHost>>;
  /**
   * The setting whose value is a key of `baseUrl` where it has one of its own; any other value takes the key `regional`.
   */
  readonly regionSetting?: string;
  readonly auth: AuthScheme;
  /**
   * What the operator has to say beside the key, by name. `{name}` in a base URL, a path or a header stands for its value;
   * a family reads others through `Endpoint.setting`. One called `caBundle` is the PEM file of a private authority.
   */
  readonly settings?: Readonly<Record<string, Setting>>;
  /** The row over whose server this one is a profile (a region, a mode, a model family). */
  readonly profileOf?: string;
  /** Hosts beside the base URL's (they and those below them) whose addresses its answers may name. */
  readonly namedHosts?: readonly string[];
  /** Headers sent with every request; a value may name a variable as `${ENV_NAME}` and is left out when unset. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly capabilities: { readonly [C in keyof Capabilities]?: CapabilityFactory<C> };
  /** The model used when only the provider is named. */
  readonly defaults: { readonly [C in keyof Capabilities]?: string };
  /** Further chat models that are known by id alone, newest first; `src/config/catalogue` says more where there is more. */
  readonly models?: readonly string[];
  /** Path of a free GET that succeeds only with a good key; `/models` unless stated. */
  readonly probe?: string;
  /** True for a server or engine on this machine. */
  readonly local?: boolean;
  /** Rows whose servers on this machine may hold this row's models too, asked in this order after its own. */
  readonly holders?: readonly string[];
  /** A local server that listens without configuration is found and used. Paths below the base URL; either may list the models. */
  readonly discover?: {
    readonly probe: string;
    readonly models: string;
    /** Finds the models in an answer of another shape than the usual lists. */
    readonly read?: (body: unknown) => readonly string[];
    /** What `owned_by` says in its list of models: kinds of server share a port. */
    readonly ownedBy?: string;
    /** What the page at `probe` says, of a server that lists no models; it serves the row's defaults. */
    readonly page?: string;
    /** The models that this row is about; without one of them it is not there. */
    readonly accepts?: (model: string) => boolean;
  };
  /** An engine over a program of this machine; without it the engine is not there. */
  readonly program?: EngineProgram;
  readonly files?: EngineFiles;
  /** For a provider that nobody can call: what stands in for it. */
  readonly replacedBy?: string;
};

export const defineProvider = (definition: ProviderDefinition): ProviderDefinition => definition;

/** A row over another row's server: what differs, and whose it is. */
export const profileOf = (
  base: ProviderDefinition,
  changes: Pick<ProviderDefinition, 'id' | 'name'> & Partial<ProviderDefinition>,
): ProviderDefinition => ({ ...base, ...changes, profileOf: base.id });
