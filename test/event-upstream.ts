import { createHash, createHmac } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { eventFrame, exceptionFrame } from './event-frames.ts';

/** The secret that events are signed with, and what for. */
export type Signer = { readonly secret: string; readonly region: string; readonly service: string };

/** One request of event streams. It behaves as a WebSocket does, so that the same tests can be run over both. */
export type EventVisit = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What stands in the events so far, as text. */
  readonly received: (string | Buffer)[];
  readonly socket: EventPeer;
  /** Whether the empty event came that ends a body. */
  isEnded: boolean;
};

export type EventUpstream = {
  /** `http://127.0.0.1:port`, HTTP/2 without TLS. */
  readonly url: string;
  readonly visits: EventVisit[];
  /** What was wrong with the requests so far. */
  readonly faults: string[];
  serve(next: (visit: EventVisit) => void): void;
  refuse(answer: { readonly status: number; readonly body: string; readonly type?: string } | undefined): void;
  answer(next: ((path: string, method: string) => object | undefined) | undefined): void;
  visit(index: number): Promise<EventVisit>;
  close(): Promise<void>;
};

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const keyOf = ({ secret, region, service }: Signer, day: string): Buffer =>
  hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');

type Frame = { readonly headers: ReadonlyMap<string, Buffer>; readonly rawDate: Buffer; readonly payload: Buffer };

/** A frame as the documentation draws it: its headers' values as bytes, and the header of its date as it was sent. */
function parsed(frame: Buffer): Frame {
  const end = frame.length - 4;
  if (crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) throw new Error('wrong checksum');
  const afterHeaders = 12 + frame.readUInt32BE(4);
  const headers = new Map<string, Buffer>();
  let rawDate: Buffer = Buffer.alloc(0);
  for (let at = 12; at < afterHeaders; ) {
    const start = at;
    const nameEnd = at + 1 + frame.readUInt8(at);
    const name = frame.toString('utf8', at + 1, nameEnd);
    const type = frame.readUInt8(nameEnd);
    const from = type === 8 ? nameEnd + 1 : nameEnd + 3;
    at = type === 8 ? from + 8 : from + frame.readUInt16BE(nameEnd + 1);
    if (![6, 7, 8].includes(type)) throw new Error(`header of type ${type}`);
    headers.set(name, frame.subarray(from, at));
    if (name === ':date') rawDate = frame.subarray(start, at);
  }
  return { headers, rawDate, payload: frame.subarray(afterHeaders, end) };
}

/** The client's end of an event stream, in the vendor's hand. */
export class EventPeer extends EventEmitter {
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream) {
    super();
    this.#stream = stream;
    stream.on('error', () => {});
    stream.on('close', () => this.emit('close'));
  }

  /** Text as an event; bytes as they are. */
  send(data: string | Uint8Array): void {
    if (this.#stream.writableEnded || this.#stream.destroyed) return;
    this.#stream.write(
      typeof data === 'string' ? eventFrame('chunk', { bytes: Buffer.from(data).toString('base64') }) : data,
    );
  }

  /** Ends the answer: after an exception unless the code is 1000. */
  close(code = 1000, reason = ''): void {
    if (code !== 1000) this.send(exceptionFrame('modelStreamErrorException', reason));
    this.#stream.end();
  }

  terminate(): void {
    this.#stream.session?.destroy();
  }

  /** Says `pong` once the client has answered on the connection. */
  ping(): void {
    this.#stream.session?.ping(() => this.emit('pong'));
  }
}

/**
 * A provider on loopback that takes AWS event streams over HTTP/2. It lets in whoever has sent an event that is signed over
 * the signature of the request, and checks each that follows.
 */
export async function startEventUpstream(signer: Signer): Promise<EventUpstream> {
  let handler: (visit: EventVisit) => void = () => {};
  let refusal: { readonly status: number; readonly body: string; readonly type?: string } | undefined;
  const visits: EventVisit[] = [];
  const faults: string[] = [];
  const awaited = new Map<number, PromiseWithResolvers<EventVisit>>();
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  server.on('stream', (stream, given) => {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const peer = new EventPeer(stream);
    if (refusal !== undefined) {
      const { status, body, type } = refusal;
      stream.respond({
        ':status': status,
        'content-type': 'application/json',
        ...(type !== undefined && { 'x-amzn-errortype': type }),
      });
      stream.end(body);
      return;
    }
    const visit: EventVisit = { url: headers[':path'] ?? '', headers, received: [], socket: peer, isEnded: false };
    let prior = headers.authorization?.split('Signature=')[1] ?? '';
    let pending: Buffer = Buffer.alloc(0);
    let isLetIn = false;
    const check = ({ headers: signed, rawDate, payload }: Frame): void => {
      const date = new Date(Number(signed.get(':date')?.readBigInt64BE() ?? 0n));
      const time = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
      const scope = `${time.slice(0, 8)}/${signer.region}/${signer.service}/aws4_request`;
      const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', time, scope, prior, sha256(rawDate), sha256(payload)].join('\n');
      const expected = hmac(keyOf(signer, time.slice(0, 8)), toSign).toString('hex');
      const found = signed.get(':chunk-signature')?.toString('hex');
      if (found !== expected) faults.push(`signature ${found} instead of ${expected}`);
      prior = expected;
    };
    const hear = (frame: Frame): void => {
      check(frame);
      if (frame.payload.length === 0) {
        visit.isEnded = true;
        return;
      }
      const inner = parsed(frame.payload);
      const type = inner.headers.get(':event-type')?.toString();
      if (type !== 'chunk') faults.push(`event of type ${type}`);
      const text = Buffer.from(JSON.parse(inner.payload.toString()).bytes, 'base64');
      visit.received.push(text.toString());
      peer.emit('message', text, false);
      if (isLetIn) return;
      isLetIn = true;
      stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
      visits.push(visit);
      handler(visit);
      awaited.get(visits.length - 1)?.resolve(visit);
      awaited.delete(visits.length - 1);
    };
    stream.on('data', (bytes: Buffer) => {
      pending = Buffer.concat([pending, bytes]);
      while (pending.length >= 12 && pending.length >= pending.readUInt32BE(0)) {
        const length = pending.readUInt32BE(0);
        hear(parsed(pending.subarray(0, length)));
        pending = pending.subarray(length);
      }
    });
    stream.on('end', () => stream.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `listen` on a TCP port gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    visits,
    faults,
    serve: (next) => {
      handler = next;
    },
    refuse: (answer) => {
      refusal = answer;
    },
    answer: () => {},
    visit: async (index) => {
      const visited = visits[index];
      if (visited !== undefined) return visited;
      const waiting = awaited.get(index) ?? Promise.withResolvers<EventVisit>();
      awaited.set(index, waiting);
      return waiting.promise;
    },
    close: async () => {
      for (const session of sessions) session.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
