import type { RunOptions } from '../core/app.ts';
import { asProviderError, type ErrorCode, ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { ToolCall } from '../core/tool.ts';
import { addUsage, type Usage } from '../core/usage.ts';
import type { VoiceCapability, VoiceConnection, VoiceConnectOptions, VoiceRequest, VoiceToken } from '../core/voice.ts';
import type { OpenVoiceRoute, VoiceRoute } from '../core/voice-route.ts';
import { attemptCandidate, type Guards, reasonOf } from './attempt.ts';
import type { Budget, Limit } from './budget.ts';
import type { Catalogue } from './catalogue.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { ERROR_POLICY } from './error-policy.ts';
import { explained, lastOf } from './explain-error.ts';
import type { Ledger } from './ledger.ts';
import { planRoutes } from './plan.ts';
import type { Planning } from './planning.ts';
import type { Candidate } from './resolve.ts';
import { type RunRecord, startRecord } from './run-record.ts';
import { costOfVoice, settleVoice } from './voice-cost.ts';

export type OpenVoiceParts = {
  readonly guards: Guards;
  readonly budget: Budget;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  /** The server's run, for the budget of a session. */
  readonly session: string;
  readonly planningFor: (call: ToolCall) => Planning;
};

export type VoiceRunner = {
  readonly openRoute: OpenVoiceRoute;
  token(request: Omit<VoiceRequest, 'model'>, options: RunOptions, call: ToolCall): Promise<VoiceToken>;
};

/** All tries to open a session, fallbacks included, and one try to open it again. */
const OPEN_MS = 45_000;
const REOPEN_MS = 15_000;
/** Money is set aside for so much talk at a time, and looked after this often. */
const SLICE_S = 20;
const METER_MS = 10_000;

/** Opens live sessions the way `execute` answers calls: plan, budget, breaker, limiter, retry, fallback, ledger, receipt. */
export function createOpenVoice(parts: OpenVoiceParts): VoiceRunner {
  const { guards, budget, ledger, catalogue, session, planningFor } = parts;
  const { clock, log } = guards;

  type Opening = {
    readonly request: Omit<VoiceRequest, 'model'>;
    readonly call: ToolCall;
    readonly record: RunRecord;
    readonly deadline: Deadline;
  };

  /** Asks the candidates in order for what `ask` gets of one. Writes the ledger only when none of them gave it. */
  async function first<T>(
    { request, options, call }: { request: Opening['request']; options: RunOptions; call: ToolCall },
    ask: (candidate: Candidate, opening: Opening) => Promise<T>,
  ): Promise<T> {
    const record = startRecord({ call, clock, session, asked: options.model });
    const deadline = startDeadline(clock, OPEN_MS, call.signal);
    try {
      const plan = await deadline.race(planRoutes({ capability: 'voice', request }, options, planningFor(call)));
      for (const { model, error } of plan.skipped) {
        record.attempts.push({ model, outcome: 'skipped', ms: 0, reason: reasonOf(error) });
      }
      const failures: ProviderError[] = [];
      for (const candidate of plan.candidates) {
        record.model = candidate.ref;
        try {
          return await ask(candidate, { request, call, record, deadline });
        } catch (thrown) {
          const error = await explained(asProviderError(thrown), candidate, catalogue);
          failures.push(error);
          if (!ERROR_POLICY[error.code].fallback || deadline.signal.aborted) throw error;
          log.info('Falling back.', { callId: call.callId, model: candidate.ref, code: error.code });
        }
      }
      throw lastOf(failures);
    } catch (thrown) {
      const error = asProviderError(deadline.signal.aborted ? deadline.signal.reason : thrown);
      record.outcome = error.code;
      await writeDown(record);
      throw error;
    } finally {
      deadline.release();
    }
  }

  function attempt<T>(
    candidate: Candidate,
    { record, deadline }: Pick<Opening, 'record' | 'deadline'>,
    work: (capability: VoiceCapability, signal: AbortSignal) => Promise<T>,
    using: Guards = guards,
  ): Promise<T> {
    const capability = catalogue.capability(candidate.definition, 'voice');
    if (capability === undefined) {
      throw new ProviderError('unsupported', {
        provider: candidate.definition.id,
        message: `${candidate.ref} cannot do that.`,
      });
    }
    return attemptCandidate((signal) => work(capability, signal), using, {
      candidate,
      deadline,
      hasPassedOn: () => false,
      note: (tried) => record.attempts.push(tried),
    });
  }

  async function writeDown(record: RunRecord): Promise<void> {
    try {
      await ledger.record(record.toLedger(), record.spender);
    } catch {
      log.error('The ledger could not be written.', { model: record.model });
    }
  }

  const openRoute: OpenVoiceRoute = (request, options, call, listen) =>
    first({ request, options, call }, async (candidate, opening) => {
      const { record, deadline } = opening;
      const limits = budget.limits(options.maxCostUsd);
      const account = createAccount(candidate, record, limits);
      await account.meter(undefined);
      const started = clock.monotonicMs();
      const connection = await attempt(candidate, opening, (capability, signal) =>
        capability.connect({ ...request, model: candidate.model }, { signal, listener: listen() }),
      );
      record.attempts.push({ model: candidate.ref, outcome: 'ok', ms: clock.monotonicMs() - started });
      account.begin();
      if (deadline.signal.aborted) await connection.close();
      deadline.signal.throwIfAborted();
      const capability = catalogue.capability(candidate.definition, 'voice');
      const route: VoiceRoute = {
        model: candidate.ref,
        connection,
        recovery: capability?.recovery(request.mode) ?? 'reopen',
        isPaced: capability?.isPaced(request.mode) ?? false,
        ...(limits.length > 0 && { meterEveryMs: METER_MS }),
        reconnect: (again) => reconnect(candidate, record, request, again),
        meter: account.meter,
        finish: account.finish,
      };
      return route;
    });

  /** One try: how often and how soon is the session's to know. */
  async function reconnect(
    candidate: Candidate,
    record: RunRecord,
    request: Opening['request'],
    { signal: cancel, ...options }: VoiceConnectOptions,
  ): Promise<VoiceConnection> {
    const deadline = startDeadline(clock, REOPEN_MS, cancel);
    const once: Guards = { ...guards, retries: { ...guards.retries, pauseBefore: () => undefined } };
    try {
      return await attempt(
        candidate,
        { record, deadline },
        (capability, signal) => capability.connect({ ...request, model: candidate.model }, { ...options, signal }),
        once,
      );
    } finally {
      deadline.release();
    }
  }

  /** What a session uses and may still use. */
  function createAccount(candidate: Candidate, record: RunRecord, limits: readonly Limit[]) {
    const price = candidate.facts?.price;
    let told: Usage = {};
    let beganAt: number | undefined;
    let dearest = 0;
    let finished: Promise<Receipt> | undefined;

    const settle = (used: Usage | undefined): void => {
      if (used !== undefined) told = addUsage(told, used);
      const elapsedS = beganAt === undefined ? 0 : (clock.monotonicMs() - beganAt) / 1000;
      const before = record.cost ?? 0;
      const { usage, cost } = settleVoice(told, elapsedS, price);
      record.usage = usage;
      record.cost = cost;
      record.charged = cost ?? 0;
      dearest = Math.max(dearest, record.charged - before);
    };

    return {
      begin: (): void => {
        beganAt = clock.monotonicMs();
      },
      async meter(used: Usage | undefined): Promise<void> {
        if (finished !== undefined) return;
        if (beganAt !== undefined) settle(used);
        if (limits.length === 0) return;
        const slice = costOfVoice(SLICE_S, price);
        // A turn carries all that was said before, so the next may cost what the dearest did.
        const next = slice === undefined ? undefined : Math.max(slice, dearest);
        const reservation = { cost: next, charged: record.charged, forMs: SLICE_S * 1000 };
        await budget.reserve(limits, record.spender, reservation).catch((thrown: unknown) => {
          throw overspent(asProviderError(thrown), beganAt !== undefined);
        });
      },
      finish(outcome: 'ok' | ErrorCode): Promise<Receipt> {
        finished ??= (async () => {
          settle(undefined);
          record.outcome = outcome;
          await writeDown(record);
          return record.toReceipt(candidate, candidate.notes);
        })();
        return finished;
      },
    };
  }

  return {
    openRoute,
    token: (request, options, call) =>
      first({ request, options, call }, async (candidate, opening) => {
        const { record } = opening;
        const started = clock.monotonicMs();
        const token = await attempt(candidate, opening, async (capability, signal) => {
          if (capability.token === undefined) throw noToken(candidate);
          return capability.token({ ...request, model: candidate.model }, { signal });
        });
        record.attempts.push({ model: candidate.ref, outcome: 'ok', ms: clock.monotonicMs() - started });
        record.outcome = 'ok';
        await writeDown(record);
        return token;
      }),
  };
}

const overspent = (error: ProviderError, isRunning: boolean): ProviderError =>
  !isRunning || error.code !== 'budget_exceeded'
    ? error
    : new ProviderError('budget_exceeded', { message: `The budget is used up: ${error.message}`, hint: error.hint });

const noToken = ({ definition }: Candidate): ProviderError =>
  new ProviderError('unsupported', {
    provider: definition.id,
    message: `${definition.name} gives out no short-lived credentials.`,
    hint: 'Use voice_open, or another provider.',
    processed: false,
  });
