import type { Clock } from '../core/clock.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { MicroUsd } from '../core/money.ts';
import type { Attempt, Receipt } from '../core/receipt.ts';
import type { ToolCall } from '../core/tool.ts';
import type { Usage } from '../core/usage.ts';
import type { Spender } from './budget.ts';
import type { LedgerRecord } from './ledger.ts';
import type { Candidate } from './resolve.ts';

/** What is known of a run while it runs: the source of its receipt and its ledger row. */
export type RunRecord = {
  readonly spender: Spender;
  readonly attempts: Attempt[];
  /** What the budget counts for tries that may have been billed although they failed. */
  charged: MicroUsd;
  model: string;
  usage: Usage;
  cost: MicroUsd | undefined;
  outcome: 'ok' | ErrorCode;
  elapsedMs(): number;
  /** The last attempt answered, and its answer was not good enough. */
  doubt(reason: string): void;
  toReceipt(candidate: Candidate, notes: readonly string[]): Receipt;
  toLedger(): LedgerRecord;
};

export function startRecord(options: {
  readonly call: ToolCall;
  readonly clock: Clock;
  readonly session: string;
  readonly asked: string | undefined;
  /** The run's own where it is repeated. */
  readonly runId?: string | undefined;
}): RunRecord {
  const { call, clock, session, asked, runId = clock.id() } = options;
  const started = clock.monotonicMs();
  const record: RunRecord = {
    spender: { tenant: call.principal.tenant, session, runId },
    attempts: [],
    charged: 0,
    model: asked ?? '',
    usage: {},
    cost: undefined,
    outcome: 'internal',
    elapsedMs: () => clock.monotonicMs() - started,
    doubt(reason) {
      const last = record.attempts.pop();
      if (last !== undefined) record.attempts.push({ ...last, outcome: 'error', reason });
    },
    toReceipt: (candidate, notes) => ({
      callId: call.callId,
      provider: candidate.definition.id,
      model: candidate.model,
      usage: record.usage,
      costMicroUsd: record.cost,
      latencyMs: record.elapsedMs(),
      attempts: [...record.attempts],
      local: candidate.local,
      notes: [...new Set(notes)],
    }),
    toLedger: () => ({
      callId: call.callId,
      tool: call.tool,
      model: record.model,
      usage: record.usage,
      costMicroUsd: record.cost,
      chargedMicroUsd: record.charged,
      ms: record.elapsedMs(),
      outcome: record.outcome,
    }),
  };
  return record;
}
