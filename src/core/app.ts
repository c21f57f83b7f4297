import type { ArtifactArchive } from './artifact.ts';
import type { CallableName, CapabilityName, CapabilityRequest, CapabilityResult } from './capability.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Continuations } from './continuation.ts';
import type { DocumentParser } from './document.ts';
import type { Domains } from './domain.ts';
import type { Health } from './health.ts';
import type { Jobs } from './job.ts';
import type { Log } from './log.ts';
import type { MicroUsd } from './money.ts';
import type { ModelFacts, ProviderStatus } from './provider.ts';
import type { Receipt } from './receipt.ts';
import type { ResourceUpdates } from './resource-updates.ts';
import type { Retrieval } from './retrieval.ts';
import type { SourceLoader } from './source.ts';
import type { ToolCall } from './tool.ts';
import type { Usage } from './usage.ts';
import type { VoiceSessions } from './voice-sessions.ts';

/** What a caller may say about any model-backed call. */
export type RunOptions = {
  /** `provider/model`, `provider`, or left out: the policy chooses among what is configured. */
  readonly model?: string;
  /** Tried in order when the first choice fails in a way that another could mend. */
  readonly fallbacks?: readonly string[];
  readonly maxCostUsd?: number;
};

export type Ran<C extends CallableName> = { readonly result: CapabilityResult<C>; readonly receipt: Receipt };

/** One possible route with what it would cost. `undefined` when the price is unknown. */
export type CostCandidate = {
  readonly model: string;
  readonly cost: { readonly low: MicroUsd; readonly high: MicroUsd } | undefined;
  /** Why it stands here, or why it cannot be used. */
  readonly reason: string;
};

export type ModelListing = ModelFacts & {
  readonly provider: string;
  /** `provider/id`, as a `model` argument takes it. */
  readonly ref: string;
  readonly isDefault: boolean;
  readonly configured: boolean;
  readonly regions: readonly string[];
};

export type ProviderListing = {
  readonly id: string;
  readonly name: string;
  readonly status: ProviderStatus;
  readonly capabilities: readonly CapabilityName[];
  readonly configured: boolean;
  /** True when it also answers without a key, at its own address. */
  readonly keyless: boolean;
  /** The variable to set, when it is not configured. */
  readonly missing?: string;
  /** The command that brings what an engine of this machine lacks. */
  readonly install?: string;
  readonly docs: string;
  readonly regions: readonly string[];
  readonly replacedBy?: string;
  readonly local: boolean;
};

export type LedgerEntry = {
  readonly id: string;
  readonly at: number;
  readonly tool: string;
  readonly model: string;
  readonly usage: Usage;
  readonly costMicroUsd: MicroUsd | undefined;
  readonly ms: number;
  /** `ok` or the error code. */
  readonly outcome: string;
};

/** Everything a tool or resource may use. Built once in `src/app.ts`; parts load on first use. */
export type App = {
  readonly version: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly sources: SourceLoader;
  /** The one pipeline: plan, budget, breaker, limiter, retry, fallback, ledger, receipt. */
  run<C extends CallableName>(
    capability: C,
    request: CapabilityRequest<C>,
    options: RunOptions,
    call: ToolCall,
  ): Promise<Ran<C>>;
  /** What `run` would do and cost, without doing it. */
  estimate<C extends CallableName>(
    capability: C,
    request: CapabilityRequest<C>,
    options: RunOptions,
    call: ToolCall,
  ): Promise<{ readonly candidates: readonly CostCandidate[]; readonly chosen: string | undefined }>;
  providers(): Promise<readonly ProviderListing[]>;
  /** One free request to a provider; throws when it does not answer or does not take the key. */
  probe(provider: string, signal: AbortSignal): Promise<void>;
  models(): Promise<readonly ModelListing[]>;
  ledger(
    query: { readonly limit: number; readonly since?: number },
    call: ToolCall,
  ): Promise<{ readonly calls: readonly LedgerEntry[]; readonly totalMicroUsd: MicroUsd }>;
  /** Breakers, running calls and queues of this process. */
  health(): Promise<Health>;
  continuations(): Promise<Continuations>;
  artifacts(): Promise<ArtifactArchive>;
  jobs(): Promise<Jobs>;
  /** Leaves running jobs to the next server on this data folder. Called before connections close, which would cancel. */
  leave(): Promise<void>;
  documents(): Promise<DocumentParser>;
  retrieval(): Promise<Retrieval>;
  domains(): Promise<Domains>;
  /** News of changed resources. */
  readonly updates: ResourceUpdates;
  voice(): Promise<VoiceSessions>;
  /** Ends every live session at once, within 2 s: they cost money while a server that is about to end waits for its calls. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
};
