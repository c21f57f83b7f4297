import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { RunOptions } from './app.ts';
import type { Artifact } from './artifact.ts';
import type { Media } from './content.ts';
import type { Receipt } from './receipt.ts';
import type { ToolCall } from './tool.ts';
import type { VoiceMode, VoiceRequest, VoiceToken } from './voice.ts';

export type OpenVoice = Omit<VoiceRequest, 'model'> & {
  readonly maxMinutes: number;
  readonly idleS: number;
};

export type OpenedVoice = {
  /** Unguessable, and of use only to the principal who opened it. */
  readonly sessionId: string;
  /** Wall clock in ms at which it ends whatever happens. */
  readonly expiresAt: number;
  readonly mode: VoiceMode;
  /** `pcm16` at this rate is what `stream_url` takes. */
  readonly audioIn: { readonly format: 'pcm16'; readonly rate: number };
  readonly streamUrl?: string;
};

/** What came of a `tool_request`. */
export type VoiceToolResult = { readonly id: string; readonly output: string };

/** What a caller gives to a session; several fields are done in this order. */
export type VoiceInput = {
  readonly interrupt?: boolean;
  readonly audio?: Media;
  readonly text?: string;
  readonly toolResult?: VoiceToolResult;
  /** Ends the turn. After a whole file or a text it is what most callers want. */
  readonly commit?: boolean;
};

/** One line of a session's log, as `voice_poll` tells it. Audio is in the turns' artifacts. */
export type VoiceLogEvent = {
  /** Counts from 1. */
  readonly cursor: number;
  readonly type:
    | 'speech_started'
    | 'speech_stopped'
    | 'user_transcript'
    | 'assistant_transcript'
    | 'tool_request'
    | 'interrupted'
    | 'turn_done'
    | 'reconnected'
    | 'error'
    | 'closed';
  readonly text?: string;
  readonly isFinal?: boolean;
  readonly toolCall?: { readonly id: string; readonly name: string; readonly arguments: string };
  readonly turn?: number;
  readonly artifact?: Artifact;
  /** Of the first audio of the turn, counted from the end of what the user gave. */
  readonly firstAudioMs?: number;
  readonly code?: string;
  readonly message?: string;
};

export type VoiceSummary = {
  /** Both sides, one line an utterance. */
  readonly transcript: string;
  readonly turns: number;
  /** All replies as one file, when there were any. */
  readonly artifact?: Artifact;
  readonly receipt: Receipt;
};

/** What a live stream is told beside audio. */
export type VoiceStreamEvent =
  | VoiceLogEvent
  /** What is being said: an interim text replaces the one before it, an increment of the reply is added to it. Not kept. */
  | { readonly type: 'user_partial' | 'assistant_delta'; readonly text: string }
  /** What this stream sent could not be taken. */
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  /** This stream was too slow: so much of its oldest reply audio was left out. */
  | { readonly type: 'audio_dropped'; readonly ms: number };

/** The receiving end of one stream. */
export type VoiceStreamSink = {
  /** Reply audio (`pcm16` at the stream's `audioOut` rate) or an event to be sent as JSON. Must neither block nor throw. */
  send(message: Uint8Array | VoiceStreamEvent): void;
  /** Bytes given to `send` that wait to leave. Audio is held back, and at last left out, while it is high. */
  bufferedBytes(): number;
  /** Once, last: the session is over, or everything that was left of it has been sent. */
  end(): void;
};

/** A session's live sound in both directions, attached to the session until one of the two ends. */
export type VoiceStream = {
  readonly sessionId: string;
  /** Hz of what `sendAudio` takes and of what the sink is given. */
  readonly audioIn: number;
  readonly audioOut: number;
  /** 16-bit little-endian samples of one channel, any length; frames of 20 ms are best. Never blocks, never throws. */
  sendAudio(pcm16: Uint8Array): void;
  /** Stops the reply and what is still to be fed. `playedMs` is how much of the reply was heard. */
  interrupt(playedMs?: number): void;
  commit(): void;
  /** A whole turn in writing. */
  text(text: string): void;
  /** One that nobody waits for is told as `refused`. */
  toolResult(result: VoiceToolResult): void;
  /** The sink has sent what it held: what was held back may follow. */
  drained(): void;
  /** Detaches. The session lives on. Idempotent. */
  detach(): void;
};

/** Live sessions. Ids of other principals and unknown ones are the same `not_found`. */
export type VoiceSessions = {
  open(request: OpenVoice, options: RunOptions, call: ToolCall): Promise<OpenedVoice>;
  send(
    sessionId: string,
    input: VoiceInput,
    call: Pick<ToolCall, 'principal' | 'signal'>,
  ): Promise<{ readonly accepted: boolean; readonly cursor: number }>;
  /** Events after the cursor; waits up to `waitMs` for the first. */
  poll(
    sessionId: string,
    query: { readonly cursor: number; readonly waitMs: number },
    call: Pick<ToolCall, 'principal' | 'signal' | 'progress'>,
  ): Promise<{ readonly events: readonly VoiceLogEvent[]; readonly cursor: number }>;
  /** An aborted signal says that it was the end of a call that closes it. */
  close(
    sessionId: string,
    call: Pick<ToolCall, 'principal'> & Partial<Pick<ToolCall, 'signal'>>,
  ): Promise<VoiceSummary>;
  /** The transcript so far. */
  transcript(sessionId: string, call: Pick<ToolCall, 'principal'>): Promise<string>;
  token(request: Omit<VoiceRequest, 'model'>, options: RunOptions, call: ToolCall): Promise<VoiceToken>;
  /** Takes over a connection that asks for a session's `stream_url`, and answers it whatever becomes of it. Never throws. */
  acceptStream(upgrade: StreamUpgrade): void;
  /** Ends every session and its connection within 2 s. */
  shutdown(): Promise<void>;
};

/** Below this path of an HTTP server stands each `stream_url`, followed by its ticket. */
export const STREAM_PATH = '/voice/stream/';

/** A WebSocket handshake that an HTTP server has read and let through its guards. */
export type StreamUpgrade = {
  /** What follows `STREAM_PATH`; it alone opens the stream. */
  readonly ticket: string;
  /** The last log entry that this client has seen already; what came since is told first. */
  readonly after: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  /** What was read beyond the handshake. */
  readonly head: Buffer;
};

/** The sessions of this very process, whose sound can be had without a network between. */
export type LiveSessions = Omit<VoiceSessions, 'acceptStream'> & {
  /** Live sound for a client of its own, such as a browser. Several may listen. Throws `not_found`, or `conflict` when it is over. */
  attachStream(sessionId: string, sink: VoiceStreamSink, call: Pick<ToolCall, 'principal'>): VoiceStream;
};
