import type { Artifact, Artifacts } from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import type { ToolCall } from '../core/tool.ts';
import { createReplySound, HEADER_BYTES, type ReplySound } from './reply-sound.ts';

export type FinishedTurn = { readonly turn: number; readonly artifact?: Artifact; readonly firstAudioMs?: number };

/** The replies of a session: their sound, and how soon it came. */
export type Turns = {
  count(): number;
  readonly artifacts: readonly Artifact[];
  /** True between the first sign of a reply and its end. */
  isReplying(): boolean;
  /** The user has given all of this turn: the clock for the first audio starts. */
  userEnded(): void;
  replyBegan(): void;
  audio(pcm16: Uint8Array): void;
  /** Ends the turn and keeps its sound. Rejects when that cannot be written; the turn is over all the same. */
  finish(): Promise<FinishedTurn>;
};

/** A reply of ten minutes; what is longer is a provider that does not stop, and is not kept. */
const LONGEST_REPLY_S = 600;

export function createTurns(options: {
  readonly clock: Clock;
  readonly artifacts: () => Promise<Artifacts>;
  readonly call: Pick<ToolCall, 'principal'>;
  /** Hz of the replies. */
  readonly rate: number;
}): Turns {
  const { clock, artifacts, call, rate } = options;
  const kept: Artifact[] = [];
  let count = 0;
  let isReplying = false;
  const most = LONGEST_REPLY_S * rate * 2;
  const begin = (): ReplySound =>
    createReplySound(rate, async () => (await artifacts()).create(call, { headBytes: HEADER_BYTES }));
  let sound = begin();
  let userEndedAt: number | undefined;
  let firstAudioMs: number | undefined;

  return {
    artifacts: kept,
    count() {
      return count;
    },
    isReplying() {
      return isReplying;
    },
    userEnded() {
      userEndedAt = clock.monotonicMs();
    },
    replyBegan() {
      isReplying = true;
    },
    audio(pcm16) {
      isReplying = true;
      if (sound.bytes === 0 && userEndedAt !== undefined) firstAudioMs = clock.monotonicMs() - userEndedAt;
      if (sound.bytes + pcm16.byteLength <= most) sound.push(pcm16);
    },
    async finish() {
      const turn = ++count;
      const reply = sound;
      const first = firstAudioMs;
      sound = begin();
      isReplying = false;
      userEndedAt = undefined;
      firstAudioMs = undefined;
      const artifact = await reply.keep();
      if (artifact !== undefined) kept.push(artifact);
      return {
        turn,
        ...(artifact && { artifact }),
        ...(first !== undefined && { firstAudioMs: Math.round(first) }),
      };
    },
  };
}
