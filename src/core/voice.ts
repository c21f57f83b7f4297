import type { ToolOffer } from './chat.ts';
import type { ProviderError } from './errors.ts';
import type { Usage } from './usage.ts';

export const VOICE_MODES = ['converse', 'transcribe'] as const;
/** `converse`: the model hears and speaks. `transcribe`: it only writes down what it hears. */
export type VoiceMode = (typeof VOICE_MODES)[number];

export const TURN_DETECTIONS = ['server_vad', 'semantic_vad', 'none'] as const;
/** Who says that a turn has ended: silence, meaning, or only `commit`. */
export type TurnDetection = (typeof TURN_DETECTIONS)[number];

export type VoiceRequest = {
  readonly model: string;
  readonly mode: VoiceMode;
  readonly instructions?: string;
  readonly voice?: string;
  readonly language?: string;
  readonly turnDetection: TurnDetection;
  /** Sensitivity 0–1 and times in ms, where the provider has them. */
  readonly vad?: { readonly threshold?: number; readonly prefixMs?: number; readonly silenceMs?: number };
  readonly tools?: readonly ToolOffer[];
  /** The rate of the caller's audio in Hz; taken over where the provider lets one choose. */
  readonly preferredRate?: number;
};

/** What was said so far, to be told again on a new connection. */
export type VoiceItem = { readonly role: 'user' | 'assistant'; readonly text: string };

/** What happens on a live connection. */
export type VoiceEvent =
  | { readonly type: 'speech-started' }
  | { readonly type: 'speech-stopped' }
  /** An interim text replaces the one before it; a final one is fixed. */
  | { readonly type: 'user-transcript'; readonly text: string; readonly isFinal: boolean; readonly language?: string }
  /** An increment of what the model says, or, with `isFinal`, the whole of it. */
  | { readonly type: 'assistant-transcript'; readonly text: string; readonly isFinal: boolean }
  | { readonly type: 'tool-request'; readonly id: string; readonly name: string; readonly arguments: string }
  /** The provider stopped the reply because the user spoke or we asked: what is still to be played is to be dropped. */
  | { readonly type: 'interrupted' }
  /** The reply is complete. One that only asked for tools is not: it goes on after their results. */
  | { readonly type: 'turn-done'; readonly usage?: Usage }
  | { readonly type: 'usage'; readonly usage: Usage }
  /** A handle by which a new connection goes on where this one is. The latest one counts. */
  | { readonly type: 'resumable'; readonly handle: string }
  /** The provider is about to end the connection by itself. */
  | { readonly type: 'going-away'; readonly inMs?: number }
  /** An error that the connection survives. */
  | { readonly type: 'error'; readonly error: ProviderError }
  /** Exactly once, last. Without `error` it was we who closed. */
  | { readonly type: 'closed'; readonly error?: ProviderError };

/** Hears what happens on a live connection, in order. Nothing of it may block. */
export type VoiceListener = {
  /** Sound of the reply, the listener's to keep: 16-bit little-endian, one channel, at the connection's `audioOut` rate. */
  audio(pcm16: Uint8Array): void;
  event(event: VoiceEvent): void;
};

export type VoiceConnectOptions = {
  /** Aborts the opening; an open connection is ended by `close`. */
  readonly signal: AbortSignal;
  /** Is told nothing before `connect` has resolved, nor after `closed`. */
  readonly listener: VoiceListener;
  /** The handle of the connection that was lost. */
  readonly resume?: string;
  /** What was said on the connection that was lost, for a provider that cannot resume. */
  readonly history?: readonly VoiceItem[];
};

/** An open session with a provider. What is sent after its end is dropped. */
export type VoiceConnection = {
  /** Sample rates in Hz of what `sendAudio` takes and of the listener's. */
  readonly audioIn: number;
  readonly audioOut: number;
  sendAudio(frame: Uint8Array): void;
  /** Bytes that wait to be sent: the sender's sign to slow down. */
  bufferedBytes(): number;
  /** Ends the user's turn and asks for the reply (or, in `transcribe`, for the final text). */
  commit(): void;
  /** A part of the user's turn. Like audio, it is answered after `commit`. */
  sendText(text: string): void;
  sendToolResult(result: { readonly id: string; readonly name: string; readonly output: string }): void;
  /** Stops the reply. `playedMs` is how much of it was heard. */
  interrupt(playedMs?: number): void;
  /** Says goodbye as the provider wants it, waits briefly for what is still to come, and closes. Idempotent. */
  close(): Promise<void>;
};

/** How a lost connection goes on: the provider knows the session, hears the history again, or starts anew. */
export type VoiceRecovery = 'resume' | 'replay' | 'reopen';

/** A short-lived credential for a device that talks to the provider directly. */
export type VoiceToken = { readonly token: string; readonly url: string; readonly expiresAt?: number };

export type VoiceCapability = {
  /** The modes it offers; both when absent. */
  readonly modes?: readonly VoiceMode[];
  recovery(mode: VoiceMode): VoiceRecovery;
  /** True when audio sent faster than it was spoken is refused, so that files have to be paced. */
  isPaced(mode: VoiceMode): boolean;
  connect(request: VoiceRequest, options: VoiceConnectOptions): Promise<VoiceConnection>;
  /** Absent where the provider gives out none. */
  token?(request: VoiceRequest, options: { readonly signal: AbortSignal }): Promise<VoiceToken>;
};
