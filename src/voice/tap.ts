import type { VoiceEvent, VoiceListener } from '../core/voice.ts';

/**
 * The place where a connection's sound and events come out. Holds them back until somebody listens: a provider may speak
 * before its `connect` is seen to have resolved.
 */
export class Tap implements VoiceListener {
  #held: (Uint8Array | VoiceEvent)[] = [];
  #listener: VoiceListener | undefined;
  #isShut = false;

  audio(pcm16: Uint8Array): void {
    if (this.#isShut) return;
    if (this.#listener === undefined) this.#held.push(pcm16);
    else this.#listener.audio(pcm16);
  }

  event(event: VoiceEvent): void {
    if (this.#isShut) return;
    if (this.#listener === undefined) this.#held.push(event);
    else this.#listener.event(event);
  }

  /** Gives what was held back, and from now on everything at once. */
  open(listener: VoiceListener): void {
    this.#listener = listener;
    const first = this.#held;
    this.#held = [];
    for (const each of first) {
      if (this.#isShut) return;
      if (each instanceof Uint8Array) listener.audio(each);
      else listener.event(each);
    }
  }

  /** Drops whatever still comes: the connection was left. */
  shut(): void {
    this.#isShut = true;
    this.#held = [];
  }
}
