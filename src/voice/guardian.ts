import type { Clock } from '../core/clock.ts';
import type { VoiceRoute } from '../core/voice-route.ts';
import type { OpenVoice } from '../core/voice-sessions.ts';
import { type Ending, expired, idle } from './endings.ts';
import type { ToolExchange } from './tool-exchange.ts';
import type { Uplink } from './uplink.ts';

/** A session is looked after at least so often, in ms; while sound is held back, more often. */
const LOOK_AFTER_MS = 5_000;
const PUMP_MS = 100;

export type GuardianParts = {
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
};

/** Watches a session's limits: ends one that is idle or old, keeps its account, and gives up what nobody answers. */
export class Guardian {
  readonly #parts: GuardianParts;
  readonly #clock: Clock;
  readonly #expiresAt: number;
  #activeAt: number;
  #meteredAt: number;

  constructor(parts: GuardianParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#activeAt = this.#clock.monotonicMs();
    this.#meteredAt = this.#activeAt;
    this.#expiresAt = this.#activeAt + parts.request.maxMinutes * 60_000;
    // It ends with the session.
    this.#watch().catch(() => {});
  }

  /** Somebody has said something. */
  touch(): void {
    this.#activeAt = this.#clock.monotonicMs();
  }

  /** The provider's account was just looked at. */
  metered(): void {
    this.#meteredAt = this.#clock.monotonicMs();
  }

  leftS(): number {
    return Math.max(1, Math.ceil((this.#expiresAt - this.#clock.monotonicMs()) / 1000));
  }

  async #watch(): Promise<void> {
    const { signal } = this.#parts;
    while (!signal.aborted) await this.#clock.sleep(this.#lookAfter(), signal);
  }

  /** Returns how long nothing is due. */
  #lookAfter(): number {
    const { request, route, tools, uplink, isBusy, meter, end } = this.#parts;
    const now = this.#clock.monotonicMs();
    const idleAt = this.#activeAt + request.idleS * 1000;
    if (now >= this.#expiresAt) end(expired(request.maxMinutes));
    if (now >= idleAt && !tools.isWaiting && !isBusy()) end(idle(request.idleS));
    tools.giveUpOverdue();
    if (route.meterEveryMs !== undefined && now >= this.#meteredAt + route.meterEveryMs) meter();
    if (uplink.holdsBack) uplink.pump();
    const due = Math.min(this.#expiresAt, idleAt > now ? idleAt : Number.POSITIVE_INFINITY, tools.nextDueMs) - now;
    const most = uplink.holdsBack ? PUMP_MS : Math.min(LOOK_AFTER_MS, route.meterEveryMs ?? LOOK_AFTER_MS);
    return Math.max(1, Math.min(due, most));
  }
}
