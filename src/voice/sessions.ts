import type { Artifacts } from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Principal, ToolCall } from '../core/tool.ts';
import type { OpenVoiceRoute } from '../core/voice-route.ts';
import type { LiveSessions, VoiceSessions } from '../core/voice-sessions.ts';
import { createCaps, VOICE_LIMITS, type VoiceLimits } from './caps.ts';
import { CANCELLED, CLOSED, SHUTDOWN } from './endings.ts';
import type { DecodeAudio } from './intake.ts';
import { type Session, startSession } from './session.ts';
import { SessionStream } from './session-stream.ts';
import { Tap } from './tap.ts';
import { isSamePrincipal, unknownSession } from './unknown-session.ts';
import { withinMs } from './within.ts';

export type VoiceParts = {
  readonly clock: Clock;
  readonly log: Log;
  /** An unguessable id of 128 bits or more. */
  readonly id: () => string;
  readonly openRoute: OpenVoiceRoute;
  readonly token: VoiceSessions['token'];
  readonly artifacts: () => Promise<Artifacts>;
  readonly decode: DecodeAudio;
  /** Something was added to the transcript of a session. */
  readonly onSaid?: (id: string, owner: Principal) => void;
  readonly limits?: Partial<VoiceLimits>;
};

const EVENTS_A_POLL = 200;
/** A waiting poll says so this often, where the client wants to know. */
const SAY_WAITING_MS = 3_000;
/** At the end of the server a provider has less time for its last words: the books come first. */
const SHUTDOWN_GOODBYE_MS = 250;
const SHUTDOWN_MS = 1_800;

/** The live sessions of this process. They belong to who opened them, and end with it. */
export function createVoiceSessions(parts: VoiceParts): LiveSessions {
  const { clock, openRoute } = parts;
  const limits = { ...VOICE_LIMITS, ...parts.limits };
  const caps = createCaps(limits);
  const sessions = new Map<string, Session>();
  const stop = new AbortController();

  const forgetOld = (): void => {
    const oldest = clock.monotonicMs() - limits.keptMs;
    for (const [id, session] of sessions) if ((session.endedAt() ?? oldest) < oldest) sessions.delete(id);
  };

  const find = (id: string, { principal }: Pick<ToolCall, 'principal'>): Session => {
    forgetOld();
    const session = sessions.get(id);
    if (session === undefined || !isSamePrincipal(session.owner, principal)) throw unknownSession(id);
    return session;
  };

  return {
    async open(request, options, call) {
      validate(request, limits);
      forgetOld();
      const leave = caps.admit(call.principal);
      try {
        let tap = new Tap();
        const { maxMinutes, idleS, ...wish } = request;
        const signal = AbortSignal.any([call.signal, stop.signal]);
        const route = await openRoute(wish, options, { ...call, signal }, () => {
          tap = new Tap();
          return tap;
        });
        const id = parts.id();
        const expiresAt = clock.now() + maxMinutes * 60_000;
        const session = startSession({
          ...parts,
          id,
          limits,
          owner: call.principal,
          request,
          route,
          tap,
          onOver: leave,
        });
        sessions.set(id, session);
        if (stop.signal.aborted) void session.end(SHUTDOWN, SHUTDOWN_GOODBYE_MS);
        return {
          sessionId: id,
          expiresAt,
          mode: request.mode,
          audioIn: { format: 'pcm16', rate: session.rates.offered },
        };
      } catch (thrown) {
        leave();
        throw thrown;
      }
    },

    async send(id, input, call) {
      const session = find(id, call);
      await session.send(input, call.signal);
      return { accepted: true, cursor: session.log.cursor };
    },

    async poll(id, { cursor, waitMs }, call) {
      const { log } = find(id, call);
      const started = clock.monotonicMs();
      const left = (): number => waitMs - (clock.monotonicMs() - started);
      while (log.after(cursor, 1).length === 0 && !log.hasEnded && left() > 0) {
        await log.wait(cursor, Math.min(left(), SAY_WAITING_MS), call.signal);
        const waited = Math.round((clock.monotonicMs() - started) / 1000);
        call.progress?.({ message: `Listening for ${waited} s`, progress: waited, total: Math.ceil(waitMs / 1000) });
      }
      const events = log.after(cursor, EVENTS_A_POLL);
      return { events, cursor: events.at(-1)?.cursor ?? Math.min(cursor, log.cursor) };
    },

    async close(id, call) {
      const session = find(id, call);
      await session.end(call.signal?.aborted ? CANCELLED : CLOSED, limits.goodbyeMs);
      return session.summary();
    },

    transcript: async (id, call) => find(id, call).conversation.transcript(),
    token: parts.token,

    attachStream(id, sink, call) {
      const session = find(id, call);
      session.demandLive();
      return new SessionStream(session, sink);
    },

    async shutdown() {
      stop.abort(new ProviderError('cancelled', { message: SHUTDOWN.message }));
      const ends = [...sessions.values()].map((session) => session.end(SHUTDOWN, SHUTDOWN_GOODBYE_MS));
      await withinMs(Promise.allSettled(ends), SHUTDOWN_MS, clock);
    },
  };
}

function validate(
  { maxMinutes, idleS, preferredRate }: Parameters<VoiceSessions['open']>[0],
  limits: VoiceLimits,
): void {
  check('max_minutes', maxMinutes, limits.maxMinutes);
  check('idle_s', idleS, limits.maxIdleS);
  if (preferredRate !== undefined && !(preferredRate >= 8_000 && preferredRate <= 48_000)) {
    throw new ProviderError('invalid_input', { message: 'sample_rate must lie between 8000 and 48000 Hz.' });
  }
}

function check(name: string, value: number, most: number): void {
  if (value > 0 && value <= most) return;
  throw new ProviderError('invalid_input', { message: `${name} must be above 0 and at most ${most}.` });
}
