import type { ProviderError } from './errors.ts';

/** An open WebSocket to a provider, or what stands in for one. */
export type Socket = {
  /** Text as a text frame, bytes as a binary frame. Dropped once the socket is closing. */
  send(data: string | Uint8Array): void;
  /** Bytes that wait to be sent. */
  bufferedBytes(): number;
  /** Says goodbye; `onEnd` follows, also when the other side does not answer. Idempotent. */
  close(): void;
};

/** Why a socket ended. Without `error` it was closed by us, or by the other side with 1000. */
export type SocketEnd = { readonly code: number; readonly reason: string; readonly error?: ProviderError };

/** A text message without the sound in it, and the sound. */
export type Lifted = { readonly text: string; readonly sound: Uint8Array };

export type SocketHandlers = {
  /** Text frames as text, binary frames as bytes that the receiver may keep. `sound` is what was lifted out of the text. */
  readonly onMessage: (data: string | Uint8Array, sound?: Uint8Array) => void;
  /** Exactly once, last. */
  readonly onEnd: (end: SocketEnd) => void;
};
