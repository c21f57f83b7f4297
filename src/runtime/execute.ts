import type { App, CostCandidate, RunOptions } from '../core/app.ts';
import type { Artifacts } from '../core/artifact.ts';
import type { CallableName, CapabilityRequest, CapabilityResult, Metered } from '../core/capability.ts';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Health } from '../core/health.ts';
import type { RunJournal } from '../core/job.ts';
import type { Log } from '../core/log.ts';
import type { PublicDownload } from '../core/produced.ts';
import type { ModelFacts } from '../core/provider.ts';
import type { ToolCall } from '../core/tool.ts';
import { reasonOf } from './attempt.ts';
import { createBreakers } from './breaker.ts';
import { createBudget, type Limit } from './budget.ts';
import { callCandidate } from './call-candidate.ts';
import type { Catalogue } from './catalogue.ts';
import { unsure, whyUnsure } from './confidence.ts';
import { type Deadline, endingWith, RELEASED, startDeadline } from './deadline.ts';
import { createDeltaRelay, type DeltaRelay } from './delta-relay.ts';
import { ERROR_POLICY } from './error-policy.ts';
import { estimateCost, estimateUsage } from './estimate.ts';
import { lengthOf, speechSeconds } from './estimate-speech.ts';
import { explained, lastOf } from './explain-error.ts';
import { createGate } from './gate.ts';
import { holdBudget } from './hold-budget.ts';
import { isLeaving } from './leaving.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { createOpenVoice, type VoiceRunner } from './open-voice.ts';
import { listRoutes, planRoutes } from './plan.ts';
import { quotedCost, tryQuote } from './quote.ts';
import { type AnyRequest, asAnyRequest, prepareRequest, validateRequest } from './request.ts';
import type { Candidate } from './resolve.ts';
import { createRetries } from './retry.ts';
import { type RunRecord, startRecord } from './run-record.ts';
import { createSensitive } from './sensitive.ts';
import { costOfAnswer, settle } from './settle.ts';
import type { State } from './state.ts';

export type ExecuteParts = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: State;
  readonly catalogue: Catalogue;
  /** Where spoken audio is kept. */
  readonly artifacts: () => Promise<Artifacts>;
  /** Opens public addresses of what was made; without it only those of the provider's own hosts are followed. */
  readonly download?: PublicDownload;
  readonly limits?: LimiterOptions;
  /** The server's run, which the budget of a session counts; a new one when absent. */
  readonly session?: string;
};

export type Execute = Pick<App, 'run' | 'estimate'> & {
  readonly ledger: Ledger;
  readonly voice: VoiceRunner;
  health(): Health;
};

/** What the stages of one run share. */
type Run = {
  readonly any: AnyRequest;
  readonly call: ToolCall;
  readonly record: RunRecord;
  readonly deadline: Deadline;
  readonly relay: DeltaRelay;
  readonly journal: RunJournal | undefined;
  readonly limits: readonly Limit[];
  /** What has to end before the call does. */
  readonly endings: Promise<void>[];
};

const CHAT_TOTAL_MS = 600_000;
const EMBED_TOTAL_MS = 60_000;
const TEXTS_A_TOTAL = 100;
const SEARCH_TOTAL_MS = 60_000;
const RERANK_TOTAL_MS = 60_000;
const PASSAGES_A_TOTAL = 500;
const SPEECH_TOTAL_MS = 600_000;
const IMAGE_TOTAL_MS = 600_000;
const VIDEO_TOTAL_MS = 1_800_000;
const PARSE_TOTAL_MS = 1_800_000;
/** An engine of this machine that is not the only choice. */
const LOCAL_PATIENCE_MS = 60_000;
/** To ask providers for their prices. */
const QUOTE_MS = 10_000;
/** Looks at work of providers that are under way at once. */
const LOOKS_AT_ONCE = 16;
/** Of the audio's length: a queue at the provider, or a slow machine. */
const TIMES_LENGTH = 2;
/** Of audio whose length is only guessed from its bytes. */
const LONGEST_GUESS_S = 4 * 3600;

/** The one pipeline. It alone plans, pays, guards, retries, falls back and writes down; providers only answer. */
export function createExecute(parts: ExecuteParts): Execute {
  const { config, clock, log, state, catalogue, artifacts, download = refuseDownload } = parts;
  const { session = clock.id() } = parts;
  const budget = createBudget({ config, clock, state });
  const ledger = createLedger({ clock, state });
  const breakers = createBreakers(clock);
  const limiter = createLimiter(parts.limits);
  const retries = createRetries(clock);
  const look = createGate(LOOKS_AT_ONCE);
  const guards = { clock, log, breakers, limiter, retries, hasAnswered: catalogue.hasAnswered };

  const { policy, sensitive: rules } = config;
  const sensitive = rules && { find: createSensitive(rules), action: rules.action };

  const planningFor = (call: ToolCall) => ({
    catalogue,
    clock,
    policy,
    sensitive,
    cap: config.budget.call,
    medians: () => ledger.medians(call.principal.tenant),
  });

  async function run<C extends CallableName>(
    capability: C,
    request: CapabilityRequest<C>,
    options: RunOptions,
    call: ToolCall,
  ) {
    const journal = call.journal?.open(capability);
    const any = await prepareRequest(asAnyRequest(capability, request));
    const record = startRecord({ call, clock, session, asked: options.model, runId: journal?.runId });
    const deadline = startDeadline(clock, Math.max(0, totalMs(any) - (journal?.elapsedMs ?? 0)), call.signal);
    let isOver = true;
    const endings: Promise<void>[] = [];
    try {
      validateRequest(any);
      const plan = await deadline.race(planRoutes(any, pinned(options, journal), planningFor(call)));
      for (const { model, error } of plan.skipped) {
        record.attempts.push({ model, outcome: 'skipped', ms: 0, reason: reasonOf(error) });
      }
      const relay = createDeltaRelay(call.progress, clock);
      const limits = budget.limits(options.maxCostUsd);
      const context: Run = { any, call, record, deadline, relay, journal, limits, endings };
      const { candidate, result, notes } = await tryInOrder(plan.candidates, context);
      record.outcome = 'ok';
      // `callCandidate` answered for the capability of `any`, which is `capability`.
      return { result: result as CapabilityResult<C>, receipt: record.toReceipt(candidate, notes) };
    } catch (thrown) {
      const error = endOf(deadline, thrown);
      record.outcome = error.code;
      isOver = !isLeaving(error);
      throw error;
    } finally {
      deadline.release();
      await Promise.all(endings);
      // What goes on elsewhere is paid there.
      if (isOver) await writeDown(record);
    }
  }

  /** The first candidate that answers. The next is asked only when it could do better and nothing was passed on. */
  async function tryInOrder(candidates: readonly Candidate[], context: Run) {
    const { any, call, record, relay, deadline } = context;
    const failures: ProviderError[] = [];
    let standby: Awaited<ReturnType<typeof answerOf>> | undefined;
    const answerOf = async (candidate: Candidate, isTrial: boolean) => ({
      candidate,
      ...(await (isTrial ? tryWithPatience : tryCandidate)(candidate, context)),
    });
    for (const [index, candidate] of candidates.entries()) {
      record.model = candidate.ref;
      // Asked first because it is near, not because it knows best: what it is not sure of goes farther.
      const isTrial =
        policy === 'local-first' && candidate.local && candidates.slice(index + 1).some(({ local }) => !local);
      try {
        const answered = await answerOf(candidate, isTrial);
        const doubt = isTrial && !relay.hasPassedOn() ? whyUnsure(any, answered.result) : undefined;
        if (doubt === undefined) return answered;
        const error = unsure(candidate.ref, doubt);
        record.doubt(reasonOf(error));
        failures.push(error);
        standby ??= { ...answered, notes: [...answered.notes, `${error.message} Nobody else could be asked.`] };
      } catch (thrown) {
        const error = await explained(asProviderError(thrown), candidate, catalogue);
        failures.push(error);
        const mayContinue = ERROR_POLICY[error.code].fallback && !relay.hasPassedOn() && !deadline.signal.aborted;
        if (!mayContinue && standby === undefined) throw error;
        if (!mayContinue) break;
        log.info('Falling back.', { callId: call.callId, model: candidate.ref, code: error.code });
      }
    }
    if (standby === undefined || deadline.signal.aborted) throw lastOf(failures);
    record.model = standby.candidate.ref;
    return standby;
  }

  /** For so long as the operator would wait for an engine of this machine, unless it has begun to answer. */
  async function tryWithPatience(candidate: Candidate, context: Run) {
    const done = new AbortController();
    const impatience = new AbortController();
    const patienceMs = config.localPatienceMs ?? LOCAL_PATIENCE_MS;
    clock.sleep(patienceMs, done.signal).then(
      () => {
        const message = `${candidate.ref} did not answer within ${Math.round(patienceMs / 1000)} s.`;
        if (!context.relay.hasPassedOn()) impatience.abort(new ProviderError('timeout', { message }));
      },
      () => undefined,
    );
    try {
      return await tryCandidate(candidate, { ...context, deadline: endingWith(context.deadline, impatience.signal) });
    } finally {
      done.abort(RELEASED);
    }
  }

  async function tryCandidate(candidate: Candidate, context: Run) {
    const { any, call, record, deadline, relay, journal, endings } = context;
    // What was begun before is paid already: no budget may take it from the one who asks.
    const limits = journal?.model === candidate.ref ? [] : context.limits;
    const started = clock.monotonicMs();
    const { spender, charged } = record;
    const remainingMs = deadline.remainingMs();
    const quote = () => deadline.race(quotedCost(any, candidate, { catalogue, signal: deadline.signal }));
    const holding = { budget, limits, spender, charged, remainingMs, quote };
    const held = await holdBudget(any, candidate, holding).catch((error: unknown) => {
      const reason = reasonOf(asProviderError(error));
      record.attempts.push({ model: candidate.ref, outcome: 'skipped', ms: 0, reason });
      throw error;
    });
    const shareOfHigh = (share: number): number => Math.ceil((held.high ?? 0) * share);
    let paid = 0;
    const result = await callCandidate(held.any, candidate, {
      guards,
      catalogue,
      deadline,
      clock,
      call,
      artifacts,
      download,
      journal,
      look,
      relay,
      stream: config.stream === 'always' || (config.stream === 'auto' && call.progress !== undefined),
      note(attempt, { mayBeBilled, share }) {
        record.attempts.push(attempt);
        if (mayBeBilled) record.charged += shareOfHigh(share);
      },
      paid(part: Metered, share) {
        paid += costOfAnswer(any, candidate, part) ?? shareOfHigh(share);
      },
      tidy: (ending) => endings.push(ending),
    }).catch((error: unknown) => {
      // What was answered before the failure is billed all the same.
      record.charged += paid;
      throw error;
    });
    settle(record, result, { any, candidate, high: held.high });
    record.attempts.push({ model: candidate.ref, outcome: 'ok', ms: clock.monotonicMs() - started });
    return { result, notes: [...candidate.notes, ...held.notes, ...(result.notes ?? [])] };
  }

  /** A ledger that cannot be written must not take an answer away that was paid for. */
  async function writeDown(record: RunRecord): Promise<void> {
    try {
      await ledger.record(record.toLedger(), record.spender);
    } catch {
      log.error('The ledger could not be written.', { model: record.model });
    }
  }

  async function estimate<C extends CallableName>(
    capability: C,
    request: CapabilityRequest<C>,
    options: RunOptions,
    call: ToolCall,
  ) {
    const any = await prepareRequest(asAnyRequest(capability, request));
    validateRequest(any);
    const plan = await listRoutes(any, options, planningFor(call));
    if (plan.candidates.length === 0 && plan.skipped.length === 0) await planRoutes(any, options, planningFor(call));
    const deadline = startDeadline(clock, QUOTE_MS, call.signal);
    const quotes = await Promise.all(
      plan.candidates.map((candidate) => tryQuote(any, candidate, { catalogue, signal: deadline.signal })),
    ).finally(deadline.release);
    const candidates: readonly CostCandidate[] = [
      ...plan.candidates.map((candidate, index) => {
        const { cost, note } = quotes[index] ?? {};
        return {
          model: candidate.ref,
          cost: cost === undefined ? costOfFacts(any, candidate.facts) : { low: cost, high: cost },
          reason: [candidate.reason, ...candidate.notes, ...(note === undefined ? [] : [note])].join('; '),
        };
      }),
      // A price is worth knowing before a key is bought.
      ...plan.skipped.map(({ model, error }) => ({
        model,
        cost: costOfFacts(any, catalogue.factsOfReference(model, capability)),
        reason: reasonOf(error),
      })),
    ];
    return { candidates, chosen: plan.candidates[0]?.ref };
  }

  return {
    run,
    estimate,
    ledger,
    voice: createOpenVoice({ guards, budget, ledger, catalogue, session, planningFor }),
    health: () => ({ routes: breakers.health(), providers: limiter.health() }),
  };
}

const costOfFacts = (any: AnyRequest, facts: ModelFacts | undefined): CostCandidate['cost'] =>
  estimateCost(estimateUsage(any, facts), facts?.price);

/** Why the call ended: its time or its cancel, unless what was thrown says more of the same. */
function endOf({ signal }: Deadline, thrown: unknown): ProviderError {
  if (!signal.aborted) return asProviderError(thrown);
  const reason = asProviderError(signal.reason);
  const saysMore = reason.code === 'timeout' && thrown instanceof ProviderError && thrown.code === 'timeout';
  return saysMore ? thrown : reason;
}

const refuseDownload: PublicDownload = async () => {
  throw new ProviderError('forbidden', { message: 'What was made lies at an address that is not the provider’s own.' });
};

/** Work that was begun somewhere is asked after there, whatever the policy would choose by now. */
const pinned = (options: RunOptions, journal: RunJournal | undefined): RunOptions =>
  journal?.model === undefined ? options : { ...options, model: journal.model };

/** How long a call may take in all: what is long to hear is long to write down or to say. */
function totalMs(any: AnyRequest): number {
  switch (any.capability) {
    case 'chat':
      return CHAT_TOTAL_MS;
    case 'embed':
      return EMBED_TOTAL_MS * Math.max(1, Math.ceil(any.request.texts.length / TEXTS_A_TOTAL));
    case 'rerank':
      return RERANK_TOTAL_MS * Math.max(1, Math.ceil(any.request.passages.length / PASSAGES_A_TOTAL));
    case 'transcribe':
      return SPEECH_TOTAL_MS + TIMES_LENGTH * 1000 * Math.min(LONGEST_GUESS_S, lengthOf(any.request).high);
    case 'speak':
      return SPEECH_TOTAL_MS + TIMES_LENGTH * 1000 * speechSeconds(any.request).high;
    case 'image':
      return IMAGE_TOTAL_MS;
    case 'video':
      return VIDEO_TOTAL_MS;
    case 'search':
      return SEARCH_TOTAL_MS;
    case 'parse':
      return PARSE_TOTAL_MS;
  }
}
