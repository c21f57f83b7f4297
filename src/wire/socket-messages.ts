import type { ConnectOptions, Endpoint } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { Socket, SocketEnd } from '../core/socket.ts';

/** A provider that says nothing for so long will not speak any more. */
const SILENCE_MS = 60_000;

export type MessageOptions = Omit<ConnectOptions, 'onMessage' | 'onEnd'> & {
  /** Said before the connection is closed on a caller who leaves: what makes the provider stop working. */
  readonly farewell?: readonly unknown[];
};

/** A conversation over a socket that one reader follows from its first message to its end. */
export type SocketMessages = {
  /** An object as JSON. */
  send(message: unknown): void;
  /** The messages in order. Throws what ended the socket, or why the caller left; simply ends where the provider closed it well. */
  read(): AsyncGenerator<string | Uint8Array>;
  /** Idempotent. */
  close(): void;
};

/** Opens a socket and keeps what arrives until it is read. Rejects as `Endpoint.connect` does. */
export async function openMessages(endpoint: Endpoint, path: string, options: MessageOptions): Promise<SocketMessages> {
  const { signal, farewell = [], ...where } = options;
  const waiting: (string | Uint8Array)[] = [];
  let wake = () => {};
  let socket: Socket | undefined;
  let ended: SocketEnd | undefined;
  // The caller's own signal would cut the connection before the farewell is said.
  const link = new AbortController();
  const send = (message: unknown): void => socket?.send(JSON.stringify(message));
  const leave = (): void => {
    if (socket === undefined) link.abort(signal.reason);
    for (const message of farewell) send(message);
    socket?.close();
    wake();
  };
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    socket = await endpoint.connect(path, {
      ...where,
      signal: link.signal,
      onMessage: (message) => {
        waiting.push(message);
        wake();
      },
      onEnd: (end) => {
        ended = end;
        signal.removeEventListener('abort', leave);
        wake();
      },
    });
  } catch (thrown) {
    signal.removeEventListener('abort', leave);
    throw thrown;
  }

  async function* read(): AsyncGenerator<string | Uint8Array> {
    for (;;) {
      if (signal.aborted) throw reasonOf(signal, endpoint.provider);
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (ended?.error !== undefined) throw ended.error;
      else if (ended !== undefined) return;
      else await arrival();
    }
  }

  const arrival = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(silence(endpoint.provider)), SILENCE_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return { send, read, close: () => socket?.close() };
}

/**
 * The same, or `undefined` where there is no socket at the address: a server in the provider's place may serve the plain
 * way alone. Nothing has been asked by then, so the caller may go that way.
 */
export async function openMessagesIfServed(
  endpoint: Endpoint,
  path: string,
  options: MessageOptions,
): Promise<SocketMessages | undefined> {
  try {
    return await openMessages(endpoint, path, options);
  } catch (thrown) {
    const isUnserved =
      thrown instanceof ProviderError && ['not_found', 'unsupported', 'bad_request', 'network'].includes(thrown.code);
    if (isUnserved && !options.signal.aborted) return undefined;
    throw thrown;
  }
}

const reasonOf = ({ reason }: AbortSignal, provider: string): ProviderError =>
  reason instanceof ProviderError ? reason : new ProviderError('cancelled', { provider, cause: reason });

const silence = (provider: string): ProviderError =>
  new ProviderError('timeout', { provider, message: `${provider} fell silent in the middle of its answer.` });
