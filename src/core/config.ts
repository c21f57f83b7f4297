import type { MicroUsd } from './money.ts';
import type { Secret } from './secret.ts';

export const POLICIES = ['auto', 'cheap', 'fast', 'cost-capped', 'local-first', 'private', 'offline'] as const;
export type Policy = (typeof POLICIES)[number];

/** Kinds of data that can be told by their form. */
export const SENSITIVE_KINDS = ['email', 'phone', 'card', 'iban', 'ssn', 'api_key', 'ip_address'] as const;
export type SensitiveKind = (typeof SENSITIVE_KINDS)[number];

/** What must not leave this machine, and what happens to a call that holds it. */
export type SensitiveRules = {
  readonly kinds: readonly SensitiveKind[];
  /** Whole words, in any case. */
  readonly words: readonly string[];
  /** Regular expressions of the operator's. */
  readonly patterns: readonly string[];
  /** `local`: only engines of this machine are asked. `refuse`: nobody is. */
  readonly action: 'local' | 'refuse';
};

/** What the operator says about one provider. Values from a caller never end up here. */
export type ProviderConfig = {
  readonly baseUrl?: string;
  readonly wsUrl?: string;
  readonly timeoutMs?: number;
  readonly region?: string;
  /** The default model, by capability or for all. */
  readonly default?: string;
  readonly models?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** For a provider that exists only in the configuration. */
  readonly wire?: string;
  readonly env?: readonly string[];
};

/** The effective configuration, read once at start. Durations in ms, sizes in bytes, money in micro-dollars. */
export type Config = {
  /** The data folder. */
  readonly home: string;
  /** Folders that file arguments may lie in. Absolute. */
  readonly roots: readonly string[];
  /** The folder that gets a copy of what tools make for callers on this machine. */
  readonly output?: string | undefined;
  /** `default`, `all`, `search`, `connector` or a comma list of tools and groups. */
  readonly tools: string;
  readonly policy: Policy;
  /** With `local-first`: how long an engine of this machine may think before another is asked. */
  readonly localPatienceMs?: number;
  readonly sensitive?: SensitiveRules;
  /** What embeds documents when a call names no model; the embedded engine when absent. */
  readonly embedModel?: string;
  /** The vector store of new collections; SQLite when absent. */
  readonly store?: string;
  readonly stream: 'auto' | 'always' | 'never';
  readonly callDeadlineMs: number;
  readonly inlineBytes: number;
  /** Room for the artifacts of all callers together; the oldest unpinned go first. */
  readonly artifactBytes: number;
  /** An artifact that is not pinned goes so many days after its last use. */
  readonly artifactDays: number;
  /** Live voice sessions at a time: of the server, and of one principal. */
  readonly voiceSessions: number;
  readonly voiceSessionsEach: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly discover: boolean;
  readonly stateUrl: string;
  readonly budget: { readonly call?: MicroUsd; readonly session?: MicroUsd; readonly day?: MicroUsd };
  /** Further origins that caller-supplied URLs may reach although they are private or plain http. */
  readonly egressAllow: readonly string[];
  readonly http: {
    readonly authTokens: readonly Secret[];
    readonly allowedHosts: readonly string[];
    readonly allowedOrigins: readonly string[];
    readonly oauthIssuer?: string;
    readonly oauthAudience?: string;
    /** Scopes that a token of the issuer must carry, all of them. */
    readonly oauthScopes?: readonly string[];
    /** The address under which clients reach the server, where a proxy stands in front of it. */
    readonly publicUrl?: string;
  };
  /** Exchanges with providers are written to this folder. */
  readonly record?: string;
  /** Exchanges are answered from this folder; a miss goes to the network unless `replayStrict`. */
  readonly replay?: string;
  readonly replayStrict?: boolean;
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  /** The value of an environment variable that holds a key, wrapped at once. Undefined when unset or empty. */
  secret(name: string): Secret | undefined;
  /** A plain environment variable that a provider row names (an organisation id, a host). */
  variable(name: string): string | undefined;
};
