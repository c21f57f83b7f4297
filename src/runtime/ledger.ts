import type { LedgerEntry } from '../core/app.ts';
import type { Clock } from '../core/clock.ts';
import type { MicroUsd } from '../core/money.ts';
import type { Usage } from '../core/usage.ts';
import { addSpent, type Spender } from './budget.ts';
import { prepared } from './prepared.ts';
import type { State } from './state.ts';

/** One finished run: what it was, how it ended and what the budget counts for it. */
export type LedgerRecord = Omit<LedgerEntry, 'at' | 'id'> & {
  readonly callId: string;
  /** At least the cost; more where a failed try may have been billed, since the budget must not hope. */
  readonly chargedMicroUsd: MicroUsd;
};

type LedgerPage = { readonly calls: readonly LedgerEntry[]; readonly totalMicroUsd: MicroUsd };

export type Ledger = {
  /** Writes the row and gives back the run's reservation, in one transaction. */
  record(record: LedgerRecord, spender: Spender): Promise<void>;
  /** The tenant's newest calls first, and the known cost of all that the query covers. `since` in ms since 1970. */
  list(query: { readonly limit: number; readonly since?: number }, tenant: string): Promise<LedgerPage>;
  /** Median duration of the tenant's recent good calls by model, for the policy `fast`. */
  medians(tenant: string): Promise<ReadonlyMap<string, number>>;
};

type Row = Readonly<Record<string, unknown>>;

/** Every call that reached the pipeline, errors and cancelled ones included, by tenant. */
export function createLedger({ clock, state }: { readonly clock: Clock; readonly state: State }): Ledger {
  return {
    async record(record, spender) {
      await state.write((database) => {
        prepared(database, 'DELETE FROM reservation WHERE run_id = ?').run(spender.runId);
        addSpent(database, spender, record.chargedMicroUsd, clock.now());
        prepared(
          database,
          `INSERT INTO ledger
             (tenant, run_id, call_id, session, at, tool, model, usage, cost_micro, charged_micro, ms, outcome)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          spender.tenant,
          spender.runId,
          record.callId,
          spender.session,
          clock.now(),
          record.tool,
          record.model,
          JSON.stringify(record.usage),
          record.costMicroUsd ?? null,
          record.chargedMicroUsd,
          Math.round(record.ms),
          record.outcome,
        );
      });
    },

    async list({ limit, since = 0 }, tenant) {
      return state.read((database) => {
        const rows = database
          .prepare('SELECT * FROM ledger WHERE tenant = ? AND at >= ? ORDER BY at DESC, rowid DESC LIMIT ?')
          .all(tenant, since, limit);
        const total = database
          .prepare('SELECT COALESCE(SUM(cost_micro), 0) AS total FROM ledger WHERE tenant = ? AND at >= ?')
          .get(tenant, since);
        return { calls: rows.map(entryOf), totalMicroUsd: Number(total?.total ?? 0) };
      });
    },

    async medians(tenant) {
      const rows = await state.read((database) =>
        database
          .prepare("SELECT model, ms FROM ledger WHERE tenant = ? AND outcome = 'ok' ORDER BY at DESC LIMIT 500")
          .all(tenant),
      );
      const byModel = Map.groupBy(rows, (row) => String(row.model));
      return new Map([...byModel].map(([model, group]) => [model, median(group.map((row) => Number(row.ms)))]));
    },
  };
}

function entryOf(row: Row): LedgerEntry {
  const cost = row.cost_micro;
  // Our own column, written by `record` from a Usage.
  const usage = JSON.parse(String(row.usage)) as Usage;
  return {
    id: String(row.call_id),
    at: Number(row.at),
    tool: String(row.tool),
    model: String(row.model),
    usage,
    costMicroUsd: cost === null ? undefined : Number(cost),
    ms: Number(row.ms),
    outcome: String(row.outcome),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
