import { HandshakeRefused, openSockets } from './socket-transport.ts';
import { flatHeaders } from './transport.ts';

export type DuplexRequest = {
  /** `https:`, or `http:` for a server that speaks HTTP/2 in the clear. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Said with the request: some servers answer only what they have heard. */
  readonly first: readonly Uint8Array[];
  /** For the connection and the head of the answer. */
  readonly handshakeMs: number;
  readonly signal: AbortSignal;
  /** Certificates (PEM) to trust beside the public ones. */
  readonly ca?: string;
  /** What it throws ends the connection, and is its fault. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Once, after the head of the answer. Clean when the other side ended its body. */
  readonly onClose: (isClean: boolean, fault: Error | undefined) => void;
};

/** A request whose body goes on while its answer is read. */
export type Duplex = {
  /** Dropped once either side has ended. */
  write(bytes: Uint8Array): void;
  /** Bytes that wait to be sent. */
  bufferedBytes(): number;
  /** Ends the body. `onClose` follows, also when the other side does not answer. */
  end(last: Uint8Array | undefined): void;
};

/** Opens one POST. Resolves with a head of 200; rejects with `HandshakeRefused` or the transport's own error. */
export type DuplexTransport = (request: DuplexRequest) => Promise<Duplex>;

/** A connection that answers no ping for this long is gone, whatever TCP believes. */
const HEARTBEAT_MS = 20_000;
/** How long the other side has to end its body after ours. */
const GOODBYE_MS = 2_000;

/** Node's own HTTP/2, loaded on the first use: a connection for each request, so that none can hold up another. */
export const http2Transport: DuplexTransport = async ({
  url,
  headers,
  first,
  handshakeMs,
  signal,
  ca,
  ...handlers
}) => {
  const { connect } = await import('node:http2');
  const trust = ca === undefined ? {} : { ca: [...(await import('node:tls')).rootCertificates, ca] };
  return new Promise<Duplex>((resolve, reject) => {
    const connection = connect(url.origin, { ...trust, settings: { enablePush: false } });
    const stream = connection.request(
      { ':method': 'POST', ':path': `${url.pathname}${url.search}`, ':authority': url.host, ...headers },
      { endStream: false },
    );
    let isOpen = false;
    let isClean = false;
    let isAlive = true;
    let fault: Error | undefined;
    let heartbeat: NodeJS.Timeout | undefined;
    const cut = (): void => connection.destroy();
    const entry = { terminate: cut };
    openSockets.add(entry);
    signal.addEventListener('abort', cut, { once: true });
    const handshake = setTimeout(() => {
      fault ??= timedOut(connection.connecting);
      cut();
    }, handshakeMs);
    handshake.unref();

    connection.on('error', (error) => {
      fault ??= error;
    });
    stream.on('error', (error) => {
      fault ??= causeOf(error);
    });
    stream.on('response', ({ ':status': status = 0, ...answered }) => {
      clearTimeout(handshake);
      if (status !== 200) {
        // The body is read by whoever handles the refusal; its end lets the connection go.
        stream.end();
        fault = new HandshakeRefused({ status, headers: flatHeaders(answered), body: stream });
        reject(fault);
        return;
      }
      isOpen = true;
      stream.on('data', (bytes: Buffer) => {
        isAlive = true;
        try {
          handlers.onBytes(bytes);
        } catch (thrown) {
          fault ??= thrown instanceof Error ? thrown : new Error('What came could not be read');
          cut();
        }
      });
      stream.on('end', () => {
        // A stream that is cut ends as well.
        isClean = !stream.aborted;
        stream.end();
      });
      heartbeat = setInterval(() => {
        if (!isAlive) {
          fault ??= new Error('No sign of life');
          cut();
          return;
        }
        isAlive = false;
        connection.ping(() => {
          isAlive = true;
        });
      }, HEARTBEAT_MS);
      heartbeat.unref();
      resolve({
        write: (bytes) => {
          if (!stream.writableEnded && !stream.destroyed) stream.write(bytes);
        },
        bufferedBytes: () => stream.writableLength,
        end: (last) => {
          if (stream.writableEnded || stream.destroyed) return;
          stream.end(last);
          setTimeout(cut, GOODBYE_MS).unref();
        },
      });
    });
    stream.on('close', () => {
      signal.removeEventListener('abort', cut);
      clearTimeout(handshake);
      clearInterval(heartbeat);
      openSockets.delete(entry);
      cut();
      if (isOpen) handlers.onClose(isClean && fault === undefined, fault);
      else reject(fault ?? new Error('The connection closed before an answer'));
    });
    for (const bytes of first) stream.write(bytes);
    if (signal.aborted) cut();
  });
};

/** A stream of a connection that failed knows the reason only as a cause. */
const causeOf = (error: Error): Error => (error.cause instanceof Error ? error.cause : error);

const timedOut = (isConnecting: boolean): Error =>
  Object.assign(new Error('No answer in time'), { code: isConnecting ? 'ETIMEDOUT' : 'UND_ERR_HEADERS_TIMEOUT' });
