import type { Clock } from '../core/clock.ts';
import type { Policy, SensitiveRules } from '../core/config.ts';
import type { MicroUsd } from '../core/money.ts';
import type { Catalogue } from './catalogue.ts';
import type { FindSensitive } from './sensitive.ts';

/** What a plan is made from. */
export type Planning = {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly policy: Policy;
  /** What a call may cost at most, where that is limited. */
  readonly cap?: MicroUsd;
  readonly sensitive?: { readonly find: FindSensitive; readonly action: SensitiveRules['action'] };
  /** Median milliseconds by `provider/model`, where measured. */
  readonly medians: () => Promise<ReadonlyMap<string, number>>;
};
