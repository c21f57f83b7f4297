import type { Artifacts } from '../core/artifact.ts';
import type { Metered } from '../core/capability.ts';
import type { Clock } from '../core/clock.ts';
import type { RunJournal } from '../core/job.ts';
import type { ToolCall } from '../core/tool.ts';
import type { Deadline } from './deadline.ts';

export type AskOptions = {
  /** An earlier end than the call's own. */
  readonly deadline?: Deadline;
  /** How much of the whole call this request is, 0–1: what the budget counts should it be billed and fail. */
  readonly share?: number;
  /** The request begins work that costs: it is repeated only when the provider certainly did not take it. */
  readonly isStart?: boolean;
  /** It only looks at work that was begun: no guard holds it back, and it is not repeated. */
  readonly isFollowing?: boolean;
};

/** How a call that takes several requests reaches its candidate, and what it may use beside. */
export type Asking = {
  /** Sends one request behind the guards: limiter, breaker, retries, deadline. */
  readonly ask: <T>(work: (signal: AbortSignal) => Promise<T>, options?: AskOptions) => Promise<T>;
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly call: Pick<ToolCall, 'principal' | 'progress'>;
  readonly artifacts: () => Promise<Artifacts>;
  /** On this machine: requests compete for one processor. */
  readonly isLocal: boolean;
  /** `provider/model`. */
  readonly model: string;
  /** What the call remembers beyond this process. Absent where nobody would go on with it. */
  readonly journal?: RunJournal | undefined;
  /** How many look at work of one provider at once. */
  readonly look: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told of each request that was answered: it is paid, whatever becomes of the others. */
  readonly paid: (part: Metered, share: number) => void;
  /** Work that has to end before the call does, also when that is cancelled. Bounded by whoever hands it over. */
  readonly tidy: (work: Promise<void>) => void;
};
