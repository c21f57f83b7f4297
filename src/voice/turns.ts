import type { Artifact, Artifacts } from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import type { ToolCall } from '../core/tool.ts';
import { HEADER_BYTES, ReplySound } from './reply-sound.ts';

export type FinishedTurn = { readonly turn: number; readonly artifact?: Artifact; readonly firstAudioMs?: number };

/** A reply of ten minutes; what is longer is a provider that does not stop, and is not kept. */
const LONGEST_REPLY_S = 600;

export type TurnParts = {
  readonly clock: Clock;
  readonly artifacts: () => Promise<Artifacts>;
  readonly call: Pick<ToolCall, 'principal'>;
  /** Hz of the replies. */
  readonly rate: number;
};

/** The replies of a session: their sound, and how soon it came. */
export class Turns {
  readonly #parts: TurnParts;
  readonly #mostBytes: number;
  readonly #kept: Artifact[] = [];
  #count = 0;
  #isReplying = false;
  #sound: ReplySound;
  #userEndedAt: number | undefined;
  #firstAudioMs: number | undefined;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.#mostBytes = LONGEST_REPLY_S * parts.rate * 2;
    this.#sound = this.#begin();
  }

  get count(): number {
    return this.#count;
  }

  get artifacts(): readonly Artifact[] {
    return this.#kept;
  }

  /** True between the first sign of a reply and its end. */
  get isReplying(): boolean {
    return this.#isReplying;
  }

  /** The user has given all of this turn: the clock for the first audio starts. */
  userEnded(): void {
    this.#userEndedAt = this.#parts.clock.monotonicMs();
  }

  replyBegan(): void {
    this.#isReplying = true;
  }

  audio(pcm16: Uint8Array): void {
    this.#isReplying = true;
    if (this.#sound.bytes === 0 && this.#userEndedAt !== undefined) {
      this.#firstAudioMs = this.#parts.clock.monotonicMs() - this.#userEndedAt;
    }
    if (this.#sound.bytes + pcm16.byteLength <= this.#mostBytes) this.#sound.push(pcm16);
  }

  /** Ends the turn and keeps its sound. Rejects when that cannot be written; the turn is over all the same. */
  async finish(): Promise<FinishedTurn> {
    const turn = ++this.#count;
    const reply = this.#sound;
    const first = this.#firstAudioMs;
    this.#sound = this.#begin();
    this.#isReplying = false;
    this.#userEndedAt = undefined;
    this.#firstAudioMs = undefined;
    const artifact = await reply.keep();
    if (artifact !== undefined) this.#kept.push(artifact);
    return {
      turn,
      ...(artifact && { artifact }),
      ...(first !== undefined && { firstAudioMs: Math.round(first) }),
    };
  }

  #begin(): ReplySound {
    const { rate, artifacts, call } = this.#parts;
    return new ReplySound(rate, async () => (await artifacts()).create(call, { headBytes: HEADER_BYTES }));
  }
}
