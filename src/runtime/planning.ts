import type { Clock } from '../core/clock.ts';
import type { Policy } from '../core/config.ts';
import type { Catalogue } from './catalogue.ts';

/** What a plan is made from. */
export type Planning = {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly policy: Policy;
  /** Median milliseconds by `provider/model`, where measured. */
  readonly medians: () => Promise<ReadonlyMap<string, number>>;
};
