import type { MicroUsd } from './money.ts';
import type { Usage } from './usage.ts';

/** One try at one candidate. */
export type Attempt = {
  readonly model: string;
  readonly outcome: 'ok' | 'error' | 'skipped';
  readonly ms: number;
  /** Error code and message, or why it was skipped. */
  readonly reason?: string;
};

/** What every result that used a provider or engine carries. */
export type Receipt = {
  readonly callId: string;
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
  /** `undefined` when the price is unknown; never zero for unknown. */
  readonly costMicroUsd: MicroUsd | undefined;
  readonly latencyMs: number;
  readonly attempts: readonly Attempt[];
  readonly local: boolean;
  readonly notes?: readonly string[];
};
