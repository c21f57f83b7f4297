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

export type SocketHandlers = {
  /** Text frames as text, binary frames as bytes that the receiver may keep. */
  readonly onMessage: (data: string | Uint8Array) => void;
  /** Exactly once, last. */
  readonly onEnd: (end: SocketEnd) => void;
};
