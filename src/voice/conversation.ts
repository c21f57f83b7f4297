import type { Artifact, Artifacts } from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import { asProviderError } from '../core/errors.ts';
import type { ToolCall } from '../core/tool.ts';
import type { VoiceEvent, VoiceItem, VoiceMode } from '../core/voice.ts';
import type { Outbox } from './outbox.ts';
import type { Streams } from './streams.ts';
import { createTranscript } from './transcript.ts';
import { Turns } from './turns.ts';
import type { Uplink } from './uplink.ts';

/** What is said, by whom, in which turn: everything of a session that does not depend on which connection carries it. */
export type Conversation = {
  turns(): number;
  /** The sound of the replies so far. */
  replies(): readonly Artifact[];
  isReplying(): boolean;
  /** True when nobody speaks and no reply is owed. */
  isQuiet(): boolean;
  /** Sound of a reply. */
  audio(pcm16: Uint8Array): void;
  /** Takes what concerns the talk itself; other events are passed over. */
  hear(event: VoiceEvent): void;
  /** The user has given something; `isEnd` where nothing of the turn follows. */
  gave(isEnd: boolean): void;
  /** The user has written. */
  wrote(text: string): void;
  /** The reply that runs shall not be heard any further. */
  interrupt(playedMs: number | undefined): void;
  /** The connection took the reply along: the turn ends with what there is of it. */
  cut(): void;
  /** Says the words that nobody has fixed, ends the turn that runs, and waits until all sound is kept. */
  settle(): Promise<void>;
  transcript(): string;
  /** What a new connection has to be told, without the turn that is still to be answered. */
  history(): readonly VoiceItem[];
};

export type ConversationParts = {
  readonly mode: VoiceMode;
  readonly clock: Clock;
  readonly uplink: Uplink;
  readonly streams: Streams;
  readonly artifacts: () => Promise<Artifacts>;
  readonly call: Pick<ToolCall, 'principal'>;
  /** Hz of replies. */
  readonly rate: number;
  readonly outbox: Outbox;
};

export function createConversation(parts: ConversationParts): Conversation {
  const { mode, clock, uplink, streams, artifacts, call, outbox } = parts;
  const transcript = createTranscript();
  const turns = new Turns({ clock, artifacts, call, rate: parts.rate });
  const saving = new Set<Promise<void>>();
  let transcribed = 0;
  /** The reply was stopped: what still comes of it is not for anybody's ears. */
  let isStopped = false;
  /** The user has ended a turn that has no reply yet. */
  let isUnanswered = false;
  let isUserSpeaking = false;
  /** The user took back what they asked before the reply began: it is stopped as soon as it does. */
  let isUnwanted = false;

  const finishTurn = (): void => {
    const text = transcript.settle('assistant');
    if (text !== undefined) outbox.push({ type: 'assistant_transcript', text, isFinal: !isStopped });
    isStopped = false;
    const tell = outbox.keep();
    const finished = turns.finish();
    const turn = turns.count;
    const saved = finished.then(
      (done) => tell([{ type: 'turn_done', ...done }]),
      (thrown: unknown) => {
        const { code, message } = asProviderError(thrown);
        const told = `The sound of a reply could not be kept: ${message}`;
        tell([
          { type: 'error', code, message: told },
          { type: 'turn_done', turn },
        ]);
      },
    );
    saving.add(saved);
    saved.finally(() => saving.delete(saved));
  };

  const replyBegan = (): void => {
    // A provider may say of a stopped reply only that it was, and go on with the next.
    if (isStopped && isUnanswered) finishTurn();
    if (!turns.isReplying) uplink.answered();
    isUnanswered = false;
    turns.replyBegan();
    if (!isUnwanted) return;
    isUnwanted = false;
    uplink.connection?.interrupt(0);
    stopped();
  };

  const stopped = (): void => {
    streams.dropAudio();
    if (isStopped || !turns.isReplying) return;
    isStopped = true;
    outbox.push({ type: 'interrupted' });
  };

  const userEnded = (): void => {
    isUnanswered = true;
    transcript.userEnded();
    turns.userEnded();
  };

  const userSaid = (text: string, isFinal: boolean): void => {
    if (!isFinal) {
      transcript.userPartly(text);
      streams.event({ type: 'user_partial', text });
      return;
    }
    transcript.userSaid(text);
    if (text.trim() === '') return;
    outbox.push({ type: 'user_transcript', text: text.trim(), isFinal: true });
    if (mode === 'transcribe') {
      transcribed++;
      uplink.answered();
    } else if (isUnanswered) uplink.heard(text.trim());
  };

  const assistantSaid = (text: string, isFinal: boolean): void => {
    replyBegan();
    if (isFinal) {
      transcript.assistantSaid(text);
      if (text.trim() !== '') outbox.push({ type: 'assistant_transcript', text: text.trim(), isFinal: !isStopped });
    } else {
      transcript.assistantPartly(text);
      streams.event({ type: 'assistant_delta', text });
    }
  };

  return {
    turns() {
      return mode === 'transcribe' ? transcribed : turns.count;
    },
    replies() {
      return turns.artifacts;
    },
    isReplying() {
      return turns.isReplying;
    },
    isQuiet() {
      return !turns.isReplying && !isUserSpeaking && !uplink.isOwed;
    },
    audio(pcm16) {
      replyBegan();
      turns.audio(pcm16);
      if (!isStopped) streams.audio(pcm16);
    },
    hear(event) {
      switch (event.type) {
        case 'speech-started':
          isUserSpeaking = true;
          uplink.speech();
          transcript.userBegan();
          return outbox.push({ type: 'speech_started' });
        case 'speech-stopped':
          isUserSpeaking = false;
          userEnded();
          return outbox.push({ type: 'speech_stopped' });
        case 'user-transcript':
          return userSaid(event.text, event.isFinal);
        case 'assistant-transcript':
          return assistantSaid(event.text, event.isFinal);
        case 'tool-request': {
          replyBegan();
          const { id, name, arguments: written } = event;
          return outbox.push({ type: 'tool_request', toolCall: { id, name, arguments: written } });
        }
        case 'interrupted':
          return stopped();
        case 'turn-done':
          if (mode === 'converse') finishTurn();
      }
    },
    gave(isEnd) {
      isUnwanted = false;
      if (isEnd) userEnded();
      else turns.userEnded();
    },
    wrote(text) {
      transcript.userTyped(text);
      uplink.text(text);
    },
    interrupt(playedMs) {
      isUnwanted = !turns.isReplying && uplink.isOwed;
      uplink.connection?.interrupt(playedMs);
      // Not every provider says that it stopped.
      stopped();
    },
    cut() {
      isUserSpeaking = false;
      if (!turns.isReplying) return;
      isStopped = true;
      finishTurn();
    },
    async settle() {
      const text = transcript.settle('user');
      if (text !== undefined) outbox.push({ type: 'user_transcript', text, isFinal: false });
      if (turns.isReplying) {
        isStopped = true;
        finishTurn();
      }
      await Promise.all(saving);
    },
    transcript: transcript.text,
    history: () => transcript.history({ withoutLastTurn: uplink.isOwed }),
  };
}
