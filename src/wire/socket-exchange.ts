import type { ConnectOptions, Endpoint } from '../core/endpoint.ts';
import type { ProviderError } from '../core/errors.ts';
import type { Socket } from '../core/socket.ts';

/** Bytes that may wait in a socket before more is handed to it. */
const MOST_BUFFERED = 1024 * 1024;
const LOOK_AGAIN_MS = 20;

export type Exchange = Omit<ConnectOptions, 'onMessage' | 'onEnd'> & {
  readonly path: string;
  /** What is sent, in order; bytes as binary frames. */
  readonly messages: Iterable<string | Uint8Array>;
  /** Called with each answer. True ends the exchange; what it throws ends it as a failure. */
  readonly onMessage: (data: string | Uint8Array) => boolean;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Sends everything over a socket of its own, no faster than it is taken, and reads until the answer is complete or the
 * other side says goodbye. Throws why the connection broke. Returns whether the answer was complete.
 */
export async function exchange(endpoint: Endpoint, parts: Exchange): Promise<boolean> {
  const { path, messages, onMessage, wait, ...where } = parts;
  const ended = Promise.withResolvers<{ readonly error?: ProviderError }>();
  let socket: Socket | undefined;
  let isComplete = false;
  let hasEnded = false;
  let failure: unknown;
  // The first answer may come before the caller of the connection has it in hand.
  const closeWhenSettled = () => {
    if (isComplete || failure !== undefined) socket?.close();
  };
  socket = await endpoint.connect(path, {
    ...where,
    onMessage: (data) => {
      if (isComplete || failure !== undefined) return;
      try {
        isComplete = onMessage(data);
      } catch (thrown) {
        failure = thrown;
      }
      closeWhenSettled();
    },
    onEnd: (end) => {
      hasEnded = true;
      ended.resolve(end);
    },
  });
  try {
    closeWhenSettled();
    for (const message of messages) {
      while (socket.bufferedBytes() > MOST_BUFFERED && !hasEnded) await wait(LOOK_AGAIN_MS, where.signal);
      if (hasEnded) break;
      socket.send(message);
    }
    const { error } = await ended.promise;
    if (failure !== undefined) throw failure;
    if (error !== undefined && !isComplete) throw error;
    return isComplete;
  } finally {
    socket.close();
  }
}

/** Pieces of at most `size` bytes. */
export function* piecesOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}
