import type { ProviderError } from './errors.ts';

/** Work that a provider does on its side. Plain JSON: it can be kept, and asked after by another process. */
export type Operation = {
  readonly id: string;
  /** What else the family needs to ask again: a result address, a bucket. */
  readonly details?: Readonly<Record<string, string>>;
};

export type OperationState<Result> =
  | { readonly status: 'queued' | 'running'; readonly progress?: number }
  | { readonly status: 'succeeded'; readonly result: Result }
  | { readonly status: 'failed'; readonly error: ProviderError }
  | { readonly status: 'cancelled' };

/** A capability whose provider works on its own time. The family never waits; `runtime` asks again. */
export type RemoteWork<Request, Result> = {
  start(request: Request, options: { readonly signal: AbortSignal }): Promise<Operation>;
  poll(operation: Operation, options: { readonly signal: AbortSignal }): Promise<OperationState<Result>>;
  /** Ends or deletes the work where the provider can; absent where it cannot. */
  cancel?(operation: Operation, options: { readonly signal: AbortSignal }): Promise<void>;
  /** The pause before the first look, in ms; later ones grow from it. 1000 when absent. */
  readonly pollMs?: number;
  /** True when a request's `clientId` makes a second start of the same work harmless. */
  readonly takesClientId?: boolean;
};
