import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type RecordedRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as it came, for what is not text. */
  readonly bytes: Buffer;
  readonly body: unknown;
};

/** One answer: a head, then its pieces one write each, then a clean end, a cut or silence. */
export type Script = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks: readonly (string | Uint8Array)[];
  /** `end` (default) finishes the body, `cut` destroys the socket, `hang` leaves it open. */
  readonly ending?: 'end' | 'cut' | 'hang';
};

export type Handler = (
  request: RecordedRequest,
  response: ServerResponse,
  raw: IncomingMessage,
) => void | Promise<void>;

export type Upstream = {
  /** `http://127.0.0.1:port`, no slash at the end. */
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** Resolves when the client of the running exchange has let its socket go. */
  readonly clientGone: Promise<void>;
  /** Answers from now on. */
  serve(next: Handler | Script): void;
  close(): Promise<void>;
};

/** A provider on loopback that answers from a script or handler and remembers what it was asked. */
export async function startUpstream(first: Handler | Script): Promise<Upstream> {
  let handler = asHandler(first);
  const requests: RecordedRequest[] = [];
  const gone = Promise.withResolvers<void>();
  const server = createServer(async (raw, response) => {
    response.on('close', () => {
      if (!response.writableFinished) gone.resolve();
    });
    const parts: Buffer[] = [];
    for await (const part of raw) parts.push(part);
    const bytes = Buffer.concat(parts);
    const text = bytes.toString('utf8');
    const request: RecordedRequest = {
      method: raw.method ?? '',
      url: raw.url ?? '',
      headers: raw.headers,
      text,
      bytes,
      body: parsed(text),
    };
    requests.push(request);
    await handler(request, response, raw);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `listen` on a TCP port gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    clientGone: gone.promise,
    serve: (next) => {
      handler = asHandler(next);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const asHandler = (next: Handler | Script): Handler => (typeof next === 'function' ? next : play(next));

const play =
  (script: Script): Handler =>
  async (_request, response) => {
    response.writeHead(script.status ?? 200, script.headers ?? {});
    response.flushHeaders();
    for (const chunk of script.chunks) await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
    if (script.ending === 'hang') return;
    // Let what was written leave before the reset, so that the reader sees bytes, then the cut.
    if (script.ending === 'cut') setImmediate(() => response.destroy());
    else response.end();
  };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export type Recording = {
  readonly id: string;
  readonly provider: string;
  readonly capability: string;
  readonly api: string;
  readonly model: string;
  readonly request: { readonly method: string; readonly url: string; readonly body: unknown } | null;
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly framing?: string;
    readonly encoding?: string;
    readonly chunks?: readonly string[];
  };
};

/** A recorded answer as a script: framing and chunks as they were. */
export function scriptOf({ response }: Recording, options: Partial<Script> = {}): Script {
  const headers = Object.fromEntries(
    Object.entries(response.headers ?? {}).filter(
      ([name]) => !/^(content-length|content-encoding|transfer-encoding)$/.test(name),
    ),
  );
  const encoding = response.encoding === 'base64' ? 'base64' : 'utf8';
  const chunks = response.chunks ?? [
    typeof response.body === 'string'
      ? response.body
      : response.body === undefined
        ? ''
        : JSON.stringify(response.body),
  ];
  return { status: response.status, headers, chunks: chunks.map((chunk) => Buffer.from(chunk, encoding)), ...options };
}
