import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { VoiceEvent, VoiceItem, VoiceListener } from '../core/voice.ts';
import type { VoiceRoute } from '../core/voice-route.ts';
import { connectOnce, createLosses, type Recovered, type Recovering, reconnect } from './recovery.ts';
import type { Tap } from './tap.ts';
import type { Uplink } from './uplink.ts';

/** The way to the provider over all connections that carry it, one after the other. */
export type Line = {
  /** Begins to listen. */
  start(): void;
  /** Grows with each connection that knows nothing of what was asked on the one before. */
  readonly memory: number;
  /** Says goodbye. Resolves when the connection is closed. */
  close(): Promise<void>;
  /** Nothing more is listened to. */
  shut(): void;
  /** Moves to another connection if the provider said that it would end this one, and nobody speaks. */
  moveIfAnnounced(): void;
};

export type LineParts = {
  readonly route: VoiceRoute;
  readonly tap: Tap;
  readonly clock: Clock;
  readonly uplink: Uplink;
  /** The end of the session. */
  readonly signal: AbortSignal;
  readonly onAudio: (pcm16: Uint8Array) => void;
  readonly onEvent: (event: VoiceEvent) => void;
  readonly onLost: (error: ProviderError) => void;
  readonly isQuiet: () => boolean;
  readonly history: () => readonly VoiceItem[];
  /** `wasLost` is false where the provider had announced the end. */
  readonly onRecovered: (recovered: Recovered, wasLost: boolean) => void;
  readonly onGivenUp: (error: ProviderError) => void;
};

export function createLine(parts: LineParts): Line {
  const { route, clock, uplink, signal, onEvent } = parts;
  const losses = createLosses(clock);
  let tap = parts.tap;
  let memory = 1;
  let handle: string | undefined;
  let isAnnounced = false;
  let isMoving = false;

  const recovering = (): Recovering => ({ route, clock, signal, handle, history: parts.history() });

  const hear = (event: VoiceEvent): void => {
    switch (event.type) {
      case 'resumable':
        handle = event.handle;
        return;
      case 'going-away':
        isAnnounced = true;
        moveIfAnnounced();
        return;
      case 'closed':
        void recover(event.error ?? new ProviderError('network', { message: 'The provider closed the connection.' }));
        return;
      default:
        onEvent(event);
    }
  };
  const listener: VoiceListener = { audio: parts.onAudio, event: hear };

  const take = (recovered: Recovered, wasLost: boolean): void => {
    if (signal.aborted) {
      recovered.tap.shut();
      void recovered.connection.close();
      return;
    }
    tap = recovered.tap;
    if (recovered.how !== 'resumed') memory++;
    isAnnounced = false;
    uplink.attach(recovered.connection);
    parts.onRecovered(recovered, wasLost);
    tap.open(listener);
  };

  const recover = async (error: ProviderError): Promise<void> => {
    if (signal.aborted) return;
    tap.shut();
    uplink.detach();
    parts.onLost(error);
    if (!losses.mayReconnect(error)) return parts.onGivenUp(error);
    try {
      take(await reconnect(recovering()), true);
    } catch (thrown) {
      if (!signal.aborted) parts.onGivenUp(asProviderError(thrown));
    }
  };

  const move = async (): Promise<void> => {
    isMoving = true;
    const left = { tap, connection: uplink.connection };
    try {
      const recovered = await connectOnce(recovering(), handle);
      // Lost in the meantime: then its own recovery is under way.
      if (uplink.connection !== left.connection || signal.aborted) {
        recovered.tap.shut();
        void recovered.connection.close();
        return;
      }
      left.tap.shut();
      take(recovered, false);
      void left.connection?.close();
    } catch {
      // The connection is still there; when it ends, recovery begins.
      isAnnounced = false;
    } finally {
      isMoving = false;
    }
  };

  const moveIfAnnounced = (): void => {
    if (isAnnounced && !isMoving && uplink.connection !== undefined && parts.isQuiet()) void move();
  };

  return {
    start() {
      uplink.attach(route.connection);
      tap.open(listener);
    },
    get memory() {
      return memory;
    },
    close: async () => uplink.connection?.close(),
    shut: () => tap.shut(),
    moveIfAnnounced,
  };
}
