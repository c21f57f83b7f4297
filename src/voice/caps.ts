import { ProviderError } from '../core/errors.ts';
import type { Principal } from '../core/tool.ts';

/** Bounds of the sessions of one server. */
export type VoiceLimits = {
  /** Live sessions of the server, and of one principal. */
  readonly sessions: number;
  readonly sessionsEach: number;
  readonly maxMinutes: number;
  readonly maxIdleS: number;
  /** How long the model waits for the caller's tool result. */
  readonly toolResultMs: number;
  /** Ended sessions can be read for so long. */
  readonly keptMs: number;
  /** How long `close` waits for a provider's last words. */
  readonly goodbyeMs: number;
};

export const VOICE_LIMITS: VoiceLimits = {
  sessions: 200,
  sessionsEach: 20,
  maxMinutes: 60,
  maxIdleS: 900,
  toolResultMs: 120_000,
  keptMs: 900_000,
  goodbyeMs: 2_500,
};

/** Counts live sessions. */
export type Caps = {
  /** Takes a place; the returned function gives it back. Throws `rate_limited` when none is left. */
  admit(principal: Principal): () => void;
};

export function createCaps(limits: Pick<VoiceLimits, 'sessions' | 'sessionsEach'>): Caps {
  const live = new Map<string, number>();
  let all = 0;
  return {
    admit({ tenant, subject }) {
      const key = JSON.stringify([tenant, subject]);
      const mine = live.get(key) ?? 0;
      if (mine >= limits.sessionsEach) throw full(`You have ${mine} live sessions, which is the limit.`);
      if (all >= limits.sessions) throw full(`This server has ${all} live sessions, which is its limit.`);
      live.set(key, mine + 1);
      all++;
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        all--;
        const left = (live.get(key) ?? 1) - 1;
        if (left === 0) live.delete(key);
        else live.set(key, left);
      };
    },
  };
}

const full = (message: string): ProviderError =>
  new ProviderError('rate_limited', {
    message,
    hint: 'Close one with voice_close; those that nobody uses close by themselves. The operator can raise the limit.',
    processed: false,
  });
