import type { Clock } from '../core/clock.ts';
import type { VoiceRoute } from '../core/voice-route.ts';
import type { OpenVoice } from '../core/voice-sessions.ts';
import { type Ending, expired, idle } from './endings.ts';
import type { ToolExchange } from './tool-exchange.ts';
import type { Uplink } from './uplink.ts';

/** Watches a session's limits. */
export type Guardian = {
  /** Somebody has said something. */
  touch(): void;
  /** The provider's account was just looked at. */
  metered(): void;
  leftS(): number;
};

/** A session is looked after at least so often, in ms; while sound is held back, more often. */
const LOOK_AFTER_MS = 5_000;
const PUMP_MS = 100;

/** Ends a session that is idle or old, keeps its account, and gives up what nobody answers. */
export function startGuardian(options: {
  readonly clock: Clock;
  readonly request: Pick<OpenVoice, 'maxMinutes' | 'idleS'>;
  readonly route: Pick<VoiceRoute, 'meterEveryMs'>;
  readonly tools: ToolExchange;
  readonly uplink: Uplink;
  /** A file is on its way: the session is not idle, however long that takes. */
  readonly isBusy: () => boolean;
  /** The end of the session. */
  readonly signal: AbortSignal;
  readonly meter: () => void;
  readonly end: (ending: Ending) => void;
}): Guardian {
  const { clock, request, route, tools, uplink, isBusy, signal, meter, end } = options;
  const expiresAt = clock.monotonicMs() + request.maxMinutes * 60_000;
  let activeAt = clock.monotonicMs();
  let meteredAt = activeAt;

  /** Returns how long nothing is due. */
  const lookAfter = (): number => {
    const now = clock.monotonicMs();
    const idleAt = activeAt + request.idleS * 1000;
    if (now >= expiresAt) end(expired(request.maxMinutes));
    if (now >= idleAt && !tools.isWaiting && !isBusy()) end(idle(request.idleS));
    tools.giveUpOverdue();
    if (route.meterEveryMs !== undefined && now >= meteredAt + route.meterEveryMs) meter();
    if (uplink.holdsBack()) uplink.pump();
    const due = Math.min(expiresAt, idleAt > now ? idleAt : Number.POSITIVE_INFINITY, tools.nextDueMs) - now;
    const most = uplink.holdsBack() ? PUMP_MS : Math.min(LOOK_AFTER_MS, route.meterEveryMs ?? LOOK_AFTER_MS);
    return Math.max(1, Math.min(due, most));
  };
  const watch = async (): Promise<void> => {
    while (!signal.aborted) await clock.sleep(lookAfter(), signal);
  };
  // It ends with the session.
  watch().catch(() => {});

  return {
    touch() {
      activeAt = clock.monotonicMs();
    },
    metered() {
      meteredAt = clock.monotonicMs();
    },
    leftS() {
      return Math.max(1, Math.ceil((expiresAt - clock.monotonicMs()) / 1000));
    },
  };
}
