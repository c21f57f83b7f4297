import type { Readable } from 'node:stream';
import { ProviderError } from '../core/errors.ts';
import { decoded } from './body.ts';
import { flatHeaders } from './transport.ts';

export type EgressRequest = {
  readonly url: URL;
  /** The checked address; nothing else is connected to, whatever the name means by now. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly accept?: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

export type EgressAnswer = {
  readonly status: number;
  readonly contentType?: string;
  /** Where a redirect points; its body is not read. */
  readonly location?: string;
  readonly bytes: Uint8Array;
};

/** An answer whose body has still to be read. */
export type EgressStream = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes; the connection ends with it, or with whoever stops reading. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Lets the connection go unread. */
  drop(): Promise<void>;
};

type EgressStreamRequest = Omit<EgressRequest, 'accept' | 'maxBytes'> & {
  readonly headers: Readonly<Record<string, string>>;
};

export type EgressOpener = (request: EgressStreamRequest) => Promise<EgressStream>;

export type EgressTransport = (request: EgressRequest) => Promise<EgressAnswer>;

const NOTHING = new Uint8Array();

/** A connection pinned to the checked address; the name stays for TLS and Host. */
async function pinnedClient({ url, address, family }: Pick<EgressRequest, 'url' | 'address' | 'family'>) {
  const { Client } = await import('undici');
  return new Client(url.origin, {
    connect: {
      timeout: 10_000,
      lookup: (_host, options, callback) => {
        // Node asks for a list when it tries several addresses at once.
        if (options.all) callback(null, [{ address, family }]);
        else callback(null, address, family);
      },
    },
    maxHeaderSize: 65_536,
  });
}

/** One GET over a connection of its own whose body is read as it arrives, however long it is. */
export const pinnedOpener: EgressOpener = async ({ headers, signal, ...target }) => {
  const client = await pinnedClient(target);
  const { url } = target;
  try {
    const answer = await client.request({
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: { accept: '*/*', 'user-agent': 'llmkit-mcp', ...headers },
      signal,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
    answer.body.on('error', () => {});
    return {
      status: answer.statusCode,
      headers: flatHeaders(answer.headers),
      async *chunks() {
        try {
          // A Readable without an encoding yields buffers.
          for await (const chunk of answer.body) yield chunk as Uint8Array;
        } finally {
          await client.destroy();
        }
      },
      drop: () => client.destroy(),
    };
  } catch (error) {
    await client.destroy();
    throw error;
  }
};

/** One GET over a connection of its own, whose body is read whole. */
export const pinnedTransport: EgressTransport = async ({ url, address, family, accept, maxBytes, signal }) => {
  const client = await pinnedClient({ url, address, family });
  try {
    const answer = await client.request({
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: { accept: accept ?? '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'llmkit-mcp' },
      signal,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
    const headers = flatHeaders(answer.headers);
    const { statusCode: status } = answer;
    answer.body.on('error', () => {});
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      return { status, location: headers.location, bytes: NOTHING };
    }
    if (Number(headers['content-length']) > maxBytes) throw tooLong(maxBytes);
    const bytes = await readBounded(decoded(answer.body, headers['content-encoding'], url.host), maxBytes);
    return { status, contentType: headers['content-type'], bytes };
  } finally {
    await client.destroy();
  }
};

async function readBounded(body: Readable, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    // A Readable without an encoding yields buffers.
    const bytes = part as Uint8Array;
    length += bytes.byteLength;
    if (length > maxBytes) throw tooLong(maxBytes);
    parts.push(bytes);
  }
  return Buffer.concat(parts, length);
}

const tooLong = (maxBytes: number): ProviderError =>
  new ProviderError('invalid_input', { message: `What the address holds is larger than ${maxBytes} bytes.` });
