import type { VoiceConnection } from '../core/voice.ts';
import { createRing } from './ring.ts';

/** A socket that holds more than this is not keeping up, in bytes. */
const FULL_BYTES = 262_144;
/** Live sound that waits for the provider, and the part of a turn that is kept until it is answered, in seconds. */
const WAITING_S = 40;
const TURN_S = 60;
/** What may have been said just before the provider notices that somebody speaks. */
const BEFORE_SPEECH_S = 1;

/** What goes to the provider, whichever connection leads there at the moment. */
export type Uplink = {
  /** False while there is no connection or it does not keep up: a file waits, live sound is held back. */
  isFree(): boolean;
  /** Sends a frame of a file. Only while `isFree`. */
  feed(frame: Uint8Array): void;
  /** Sends a frame of live sound, or holds it back; when too much is held back the oldest goes. */
  live(frame: Uint8Array): void;
  /** Sends what was held back, as far as the connection takes it. */
  pump(): void;
  text(text: string): void;
  commit(): void;
  /** The provider has heard somebody begin to speak. */
  speech(): void;
  /** The provider has written down what it heard. */
  heard(text: string): void;
  /** The user's turn needs no repetition: the reply has begun, or the words are fixed. */
  answered(): void;
  /** Drops what is held back and what would be said again. */
  drop(): void;
  attach(connection: VoiceConnection): void;
  detach(): void;
  connection(): VoiceConnection | undefined;
  holdsBack(): boolean;
  /** True when the user has asked something that has no reply yet: a new connection hears it again. */
  isOwed(): boolean;
  /** Seconds of the user's sound that no connection has heard or could be told again, since this was last asked. */
  takeLostS(): number;
};

/** `rate` in Hz. `wholeTurns`: only a commit ends a turn, so all of it is kept for another connection. */
export function createUplink({ rate, wholeTurns }: { readonly rate: number; readonly wholeTurns: boolean }): Uplink {
  const secondBytes = rate * 2;
  const frameBytes = 2 * Math.round(rate / 50);
  const waiting = createRing(frameBytes, WAITING_S * secondBytes);
  const recent = createRing(frameBytes);
  let texts: string[] = [];
  let isCommitted = false;
  let keepsAll = wholeTurns;
  let connection: VoiceConnection | undefined;
  /** Of a turn that is too long to be said again as a whole. */
  let forgotten = 0;

  const isFree = (): boolean => connection !== undefined && connection.bufferedBytes() < FULL_BYTES;

  const send = (frame: Uint8Array): void => {
    connection?.sendAudio(frame);
    recent.push(frame);
    const excess = recent.bytes() - (keepsAll ? TURN_S : BEFORE_SPEECH_S) * secondBytes;
    if (excess <= 0) return;
    recent.trim(recent.bytes() - excess);
    if (keepsAll) forgotten += excess;
  };

  const flush = (mayWait: boolean): void => {
    while (!waiting.isEmpty() && connection !== undefined && (!mayWait || isFree())) {
      const frame = waiting.shift();
      if (frame !== undefined) send(frame);
    }
  };

  const forget = (): void => {
    recent.clear();
    texts = [];
    isCommitted = false;
    keepsAll = wholeTurns;
    forgotten = 0;
  };

  return {
    isFree() {
      return isFree() && waiting.isEmpty();
    },
    connection() {
      return connection;
    },
    isOwed() {
      return isCommitted || texts.length > 0;
    },
    holdsBack() {
      return !waiting.isEmpty();
    },
    feed(frame) {
      keepsAll = true;
      send(frame);
    },
    live(frame) {
      if (waiting.isEmpty() && isFree()) return send(frame);
      waiting.push(frame);
      flush(true);
    },
    pump: () => flush(true),
    text(text) {
      texts.push(text);
      connection?.sendText(text);
    },
    commit() {
      // What was said before it has to be there before it.
      flush(false);
      isCommitted = true;
      connection?.commit();
    },
    speech() {
      keepsAll = true;
    },
    heard(text) {
      recent.clear();
      forgotten = 0;
      texts.push(text);
      isCommitted = true;
    },
    answered: forget,
    drop() {
      waiting.clear();
      forget();
    },
    attach(next) {
      connection = next;
      for (const piece of recent.pieces()) {
        for (let at = 0; at < piece.byteLength; at += frameBytes) next.sendAudio(piece.subarray(at, at + frameBytes));
      }
      for (const text of texts) next.sendText(text);
      flush(true);
      if (isCommitted) next.commit();
    },
    detach() {
      connection = undefined;
    },
    takeLostS() {
      const lost = waiting.takeDropped() + forgotten;
      forgotten = 0;
      return lost / secondBytes;
    },
  };
}
