import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import { type MicroUsd, microToUsd, usdToMicro } from '../core/money.ts';
import { prepared } from './prepared.ts';
import type { State } from './state.ts';

/** Who spends: limits of a day and a session hold for one tenant. */
export type Spender = { readonly tenant: string; readonly session: string; readonly runId: string };

type LimitName = 'call' | 'session' | 'day';
export type Limit = { readonly name: LimitName; readonly micro: MicroUsd };

export type Budget = {
  /** The limits that hold for this call, the caller's own included. Empty: nothing is reserved. */
  limits(maxCostUsd: number | undefined): readonly Limit[];
  /** What is left under the tightest limit, open reservations taken off. */
  room(limits: readonly Limit[], spender: Spender, alreadyCharged: MicroUsd): Promise<MicroUsd>;
  /**
   * Sets money aside, or throws `budget_exceeded`. Check and write are one transaction, so that several processes
   * cannot pass together what only one may spend. A second reservation of the same run replaces the first.
   */
  reserve(limits: readonly Limit[], spender: Spender, reservation: Reservation): Promise<void>;
};

export type Reservation = {
  /** `undefined` when the price is not known, which no limit allows. */
  readonly cost: MicroUsd | undefined;
  /** What this run was charged so far. */
  readonly charged: MicroUsd;
  /** How long the call may still take, in ms. */
  readonly forMs: number;
};

/** A reservation outlives its call, and not for long a process that died. */
const RESERVED_LONGER_MS = 10 * 60_000;

/** Limits for a call, a server's session and a UTC day, in integer micro-dollars. */
export function createBudget(options: {
  readonly config: Pick<Config, 'budget'>;
  readonly clock: Clock;
  readonly state: State;
}): Budget {
  const { config, clock, state } = options;

  return {
    limits(maxCostUsd) {
      const call = smallest(config.budget.call, maxCostUsd === undefined ? undefined : usdToMicro(maxCostUsd));
      const named: readonly (readonly [LimitName, MicroUsd | undefined])[] = [
        ['call', call],
        ['session', config.budget.session],
        ['day', config.budget.day],
      ];
      return named.flatMap(([name, micro]) => (micro === undefined ? [] : [{ name, micro }]));
    },

    async room(limits, spender, alreadyCharged) {
      return state.read((database) =>
        Math.max(0, Math.min(...limits.map((limit) => limit.micro - used(database, limit, spender, alreadyCharged)))),
      );
    },

    async reserve(limits, spender, { cost, charged, forMs }) {
      if (limits.length === 0) return;
      if (cost === undefined) throw unknownPrice(limits);
      await state.write((database) => {
        for (const limit of limits) {
          const spent = used(database, limit, spender, charged);
          if (spent + cost > limit.micro) throw exceeded(limit, spent, cost);
        }
        prepared(
          database,
          `INSERT INTO reservation (tenant, run_id, session, at, expires_at, micro) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (run_id) DO UPDATE SET micro = excluded.micro, expires_at = excluded.expires_at`,
        ).run(
          spender.tenant,
          spender.runId,
          spender.session,
          clock.now(),
          clock.now() + Math.ceil(forMs) + RESERVED_LONGER_MS,
          charged + cost,
        );
      });
    },
  };

  /** What counts against a limit already: what is settled, what others hold, and what this run was charged so far. */
  function used(database: DatabaseSync, limit: Limit, spender: Spender, charged: MicroUsd): MicroUsd {
    if (limit.name === 'call') return charged;
    const now = clock.now();
    const row = prepared(
      database,
      `SELECT
         COALESCE((SELECT micro FROM spent WHERE tenant = :tenant AND period = :period), 0) +
         (SELECT COALESCE(SUM(micro), 0) FROM reservation
           WHERE tenant = :tenant AND expires_at > :now AND run_id <> :run
             AND (:session IS NULL OR session = :session)) AS used`,
    ).get({
      tenant: spender.tenant,
      period: limit.name === 'day' ? dayPeriod(now) : sessionPeriod(spender.session),
      // What is reserved counts today, even if it was begun before midnight: that is when it will be spent.
      session: limit.name === 'session' ? spender.session : null,
      now,
      run: spender.runId,
    });
    return Number(row?.used ?? 0) + charged;
  }
}

const dayPeriod = (now: number): string => `day ${new Date(now).toISOString().slice(0, 10)}`;
const sessionPeriod = (session: string): string => `session ${session}`;

/** Adds what a run was charged to its day and session, inside the transaction that settles it. */
export function addSpent(database: DatabaseSync, spender: Spender, charged: MicroUsd, now: number): void {
  if (charged === 0) return;
  for (const period of [dayPeriod(now), sessionPeriod(spender.session)]) {
    prepared(
      database,
      `INSERT INTO spent (tenant, period, micro) VALUES (?, ?, ?)
       ON CONFLICT (tenant, period) DO UPDATE SET micro = micro + excluded.micro`,
    ).run(spender.tenant, period, charged);
  }
}

const smallest = (left: MicroUsd | undefined, right: MicroUsd | undefined): MicroUsd | undefined =>
  left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);

const WHERE_SET: Readonly<Record<LimitName, string>> = {
  call: 'LLMKIT_BUDGET_USD_CALL or max_cost_usd',
  session: 'LLMKIT_BUDGET_USD_SESSION',
  day: 'LLMKIT_BUDGET_USD_DAY',
};

const usd = (micro: MicroUsd): string => `$${Number(microToUsd(micro).toPrecision(3))}`;

const exceeded = ({ name, micro }: Limit, spent: MicroUsd, cost: MicroUsd): ProviderError =>
  new ProviderError('budget_exceeded', {
    message: `The call may cost ${usd(cost)}; ${usd(Math.max(0, micro - spent))} of the ${usd(micro)} ${name} budget is left.`,
    hint: `Choose a cheaper model, lower max_tokens, or raise ${WHERE_SET[name]}.`,
    processed: false,
  });

const unknownPrice = (limits: readonly Limit[]): ProviderError =>
  new ProviderError('budget_exceeded', {
    message: 'The price of this model is unknown, so it cannot be held to the budget.',
    hint: `Choose a model with a known price (find_models shows them), or unset ${limits.map(({ name }) => WHERE_SET[name]).join(', ')}.`,
    processed: false,
  });
