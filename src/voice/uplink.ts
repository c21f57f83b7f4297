import type { VoiceConnection } from '../core/voice.ts';
import { Ring } from './ring.ts';

/** A socket that holds more than this is not keeping up, in bytes. */
const FULL_BYTES = 262_144;
/** Live sound that waits for the provider, and the part of a turn that is kept until it is answered, in seconds. */
const WAITING_S = 40;
const TURN_S = 60;
/** What may have been said just before the provider notices that somebody speaks. */
const BEFORE_SPEECH_S = 1;

/** What goes to the provider, whichever connection leads there at the moment. */
export class Uplink {
  readonly #secondBytes: number;
  readonly #frameBytes: number;
  readonly #wholeTurns: boolean;
  readonly #waiting: Ring;
  readonly #recent: Ring;
  #connection: VoiceConnection | undefined;
  #texts: string[] = [];
  #isCommitted = false;
  #keepsAll: boolean;
  #isShut = false;
  /** Of a turn that is too long to be said again as a whole. */
  #forgotten = 0;

  /** `rate` in Hz. `wholeTurns`: only a commit ends a turn, so all of it is kept for another connection. */
  constructor({ rate, wholeTurns }: { readonly rate: number; readonly wholeTurns: boolean }) {
    this.#secondBytes = rate * 2;
    this.#frameBytes = 2 * Math.round(rate / 50);
    this.#wholeTurns = wholeTurns;
    this.#keepsAll = wholeTurns;
    this.#waiting = new Ring(this.#frameBytes, WAITING_S * this.#secondBytes);
    this.#recent = new Ring(this.#frameBytes);
  }

  get connection(): VoiceConnection | undefined {
    return this.#connection;
  }

  /** False while there is no connection or it does not keep up: a file waits, live sound is held back. */
  get isFree(): boolean {
    return !this.holdsBack && this.#takesMore();
  }

  get holdsBack(): boolean {
    return this.#waiting.bytes > 0;
  }

  /** True when the user has asked something that has no reply yet: a new connection hears it again. */
  get isOwed(): boolean {
    return this.#isCommitted || this.#texts.length > 0;
  }

  /** Sends a frame of a file. Only while `isFree`. */
  feed(frame: Uint8Array): void {
    this.#keepAll();
    this.#send(frame);
  }

  /** Sends a frame of live sound, or holds it back; when too much is held back the oldest goes. */
  live(frame: Uint8Array): void {
    if (this.#isShut) return;
    if (this.#waiting.bytes === 0 && this.#takesMore()) {
      this.#send(frame);
      return;
    }
    this.#waiting.push(frame);
    this.pump();
  }

  /** Sends what was held back, as far as the connection takes it. */
  pump(): void {
    while (this.#takesMore() && this.#sendWaiting());
  }

  text(text: string): void {
    this.#texts.push(text);
    this.#connection?.sendText(text);
  }

  commit(): void {
    // What was said before it has to be there before it.
    while (this.#connection !== undefined && this.#sendWaiting());
    this.#isCommitted = true;
    this.#connection?.commit();
  }

  /** The provider has heard somebody begin to speak. */
  speech(): void {
    this.#keepAll();
  }

  /** The provider has written down what it heard. */
  heard(text: string): void {
    this.#recent.clear();
    this.#forgotten = 0;
    this.#texts.push(text);
    this.#isCommitted = true;
  }

  /** The user's turn needs no repetition: the reply has begun, or the words are fixed. */
  answered(): void {
    this.#recent.clear();
    this.#texts = [];
    this.#isCommitted = false;
    this.#keepsAll = this.#wholeTurns;
    this.#forgotten = 0;
  }

  /** Drops what is held back and what would be said again. */
  drop(): void {
    this.#waiting.clear();
    this.answered();
  }

  attach(next: VoiceConnection): void {
    this.#connection = next;
    this.#forget();
    for (const piece of this.#recent.pieces()) {
      for (let at = 0; at < piece.byteLength; at += this.#frameBytes) {
        next.sendAudio(piece.subarray(at, at + this.#frameBytes));
      }
    }
    for (const text of this.#texts) next.sendText(text);
    this.pump();
    if (this.#isCommitted) next.commit();
  }

  detach(): void {
    this.#connection = undefined;
  }

  /** Nobody speaks here any more. */
  shut(): void {
    this.#isShut = true;
  }

  /** Seconds of the user's sound that no connection has heard or could be told again, since this was last asked. */
  takeLostS(): number {
    this.#forget();
    const lost = this.#waiting.takeDropped() + this.#forgotten;
    this.#forgotten = 0;
    return lost / this.#secondBytes;
  }

  #takesMore(): boolean {
    return this.#connection !== undefined && this.#connection.bufferedBytes() < FULL_BYTES;
  }

  #send(frame: Uint8Array): void {
    this.#connection?.sendAudio(frame);
    this.#recent.push(frame);
    // A quarter of a second at once: the oldest of it has long left the processor's caches.
    if (this.#recent.bytes >= this.#mostRecent() + this.#secondBytes / 4) this.#forget();
  }

  /** False when nothing waited. */
  #sendWaiting(): boolean {
    const frame = this.#waiting.shift();
    if (frame !== undefined) this.#send(frame);
    return frame !== undefined;
  }

  #keepAll(): void {
    if (this.#keepsAll) return;
    this.#forget();
    this.#keepsAll = true;
  }

  #mostRecent(): number {
    return (this.#keepsAll ? TURN_S : BEFORE_SPEECH_S) * this.#secondBytes;
  }

  /** Lets go of what is too old to be said again. */
  #forget(): void {
    const excess = this.#recent.bytes - this.#mostRecent();
    if (excess <= 0) return;
    this.#recent.trim(this.#mostRecent());
    if (this.#keepsAll) this.#forgotten += excess;
  }
}
