import type { EventStreamOptions } from '../core/endpoint.ts';
import type { Socket } from '../core/socket.ts';
import type { DuplexRequest, DuplexTransport } from './duplex-transport.ts';
import { createFrameReader } from './eventstream.ts';
import { encodeHeaders, frameWith } from './eventstream-encode.ts';
import type { SocketClosed } from './socket-transport.ts';

export type EventSocketRequest = Omit<DuplexRequest, 'first' | 'onBytes' | 'onClose'> &
  EventStreamOptions & {
    readonly provider: string;
    /** Where messages are signed: each as it has to be sent. */
    readonly signEvent?: (message: Uint8Array) => Uint8Array;
    readonly redact: (text: string) => string;
    readonly onMessage: (payload: string) => void;
    /** As a WebSocket's: 1000 for a body that ended, 1006 for one that was cut. */
    readonly onClose: (closed: SocketClosed) => void;
  };

const NOTHING = new Uint8Array();

/** AWS event streams both ways in the place of a WebSocket. What is not one, and an exception in it, ends the connection. */
export async function eventSocket(
  transport: DuplexTransport,
  { eventHeaders, first, provider, signEvent, redact, onMessage, onClose, ...request }: EventSocketRequest,
): Promise<Socket> {
  const reader = createFrameReader(provider);
  const decoder = new TextDecoder();
  const head = encodeHeaders(eventHeaders);
  const framed = (data: string | Uint8Array): Uint8Array => {
    const message = frameWith(head, typeof data === 'string' ? Buffer.from(data) : data);
    return signEvent === undefined ? message : signEvent(message);
  };
  let isOurs = false;
  const duplex = await transport({
    ...request,
    first: first.map(framed),
    onBytes: (bytes) => {
      for (const { payload } of reader.push(bytes)) onMessage(redact(decoder.decode(payload)));
    },
    onClose: (isClean, fault) =>
      onClose({ code: isClean && !reader.isInside() ? 1000 : 1006, reason: '', fault, isOurs }),
  });
  return {
    send: (data) => duplex.write(framed(data)),
    bufferedBytes: () => duplex.bufferedBytes(),
    close: () => {
      isOurs = true;
      duplex.end(signEvent?.(NOTHING));
    },
  };
}
