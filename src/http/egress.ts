import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProviderError } from '../core/errors.ts';
import { mediaTypeOf } from '../core/media-type.ts';
import type { PublicDownload } from '../core/produced.ts';
import { isPublicAddress } from './address.ts';
import type { Boundary } from './boundary.ts';
import {
  type EgressAnswer,
  type EgressOpener,
  type EgressTransport,
  pinnedOpener,
  pinnedTransport,
} from './egress-transport.ts';

const MOST_REDIRECTS = 3;
const DEFAULT_TIMEOUT_MS = 30_000;
const LONGEST_URL = 8192;

export type Lookup = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** A URL that may be reached, and the one address that it may be reached at. */
export type CheckedUrl = { readonly url: URL; readonly address: string; readonly family: 4 | 6 };

export type FetchOptions = {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly accept?: string;
  /** For everything, redirects included. Default 30 s. */
  readonly timeoutMs?: number;
};

/** The one door for URLs that come from a caller, a document or a provider's answer. */
export type EgressGuard = {
  /** Throws `invalid_input` for no URL, `forbidden` for one that may not be reached. */
  check(url: string | URL): Promise<CheckedUrl>;
  /** GET without credentials, at most three redirects, each checked again. `url` is where it ended. */
  fetch(
    url: string | URL,
    options: FetchOptions,
  ): Promise<{ readonly bytes: Uint8Array; readonly mimeType: string; readonly url: string }>;
  /** The same for what is too large to hold: its body is read as it arrives. */
  readonly download: PublicDownload;
};

export type EgressOptions = {
  /** How far the operator's policy lets anything reach. Anywhere when absent. */
  readonly boundary?: Boundary;
  /** Origins of the operator: plain http and private addresses are allowed there. */
  readonly allowOrigins: readonly string[];
  readonly lookup?: Lookup;
  readonly transport?: EgressTransport;
  readonly opener?: EgressOpener;
};

const forbidden = (message: string): ProviderError =>
  new ProviderError('forbidden', {
    message,
    hint: 'Only public https addresses are reached; the operator can allow further origins with LLMKIT_EGRESS_ALLOW.',
    processed: false,
  });

export function createEgressGuard({
  boundary = () => undefined,
  allowOrigins,
  lookup = (host) => systemLookup(host, { all: true, verbatim: true }),
  transport = pinnedTransport,
  opener = pinnedOpener,
}: EgressOptions): EgressGuard {
  const allowed = new Set(allowOrigins.flatMap((origin) => URL.parse(origin)?.origin ?? []));

  async function check(input: string | URL): Promise<CheckedUrl> {
    const url = parseUrl(input);
    // Before the name is resolved: to ask for an address tells somebody, too.
    boundary(url);
    const isAllowed = allowed.has(url.origin);
    if (url.protocol !== 'https:' && !(isAllowed && url.protocol === 'http:')) {
      throw forbidden(`The scheme ${url.protocol.slice(0, -1).slice(0, 20)} is not allowed here.`);
    }
    if (url.username !== '' || url.password !== '')
      throw forbidden('A URL with a user name or password is not allowed.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }];
    // One private address among public ones is enough: whoever connects may take any of them.
    if (!isAllowed && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw forbidden('That address is not on the public internet.');
    }
    const [first] = addresses;
    if (first === undefined)
      throw new ProviderError('network', { message: `The name ${host} could not be resolved.`, processed: false });
    return { url, address: first.address, family: first.family === 6 ? 6 : 4 };
  }

  async function resolve(host: string): ReturnType<Lookup> {
    try {
      return await lookup(host);
    } catch (cause) {
      throw new ProviderError('network', {
        message: `The name ${host} could not be resolved.`,
        cause,
        processed: false,
      });
    }
  }

  async function fetchUrl(input: string | URL, options: FetchOptions) {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = AbortSignal.any([options.signal, timeout]);
    try {
      return await follow(input, { ...options, signal });
    } catch (thrown) {
      if (options.signal.aborted) throw new ProviderError('cancelled', { cause: thrown });
      if (timeout.aborted)
        throw new ProviderError('timeout', { message: 'The address did not answer in time.', cause: thrown });
      if (thrown instanceof ProviderError) throw thrown;
      throw new ProviderError('network', { message: 'The address could not be read.', cause: thrown });
    }
  }

  async function follow(input: string | URL, options: FetchOptions) {
    let next = parseUrl(input);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const target = await withSignal(check(next), options.signal);
      const answer = await transport({
        ...target,
        accept: options.accept,
        maxBytes: options.maxBytes,
        signal: options.signal,
      });
      if (answer.location === undefined) return found(answer, target.url);
      const location = URL.parse(answer.location, target.url.href);
      if (location === null)
        throw new ProviderError('bad_response', { message: 'The address redirects to something that is no URL.' });
      next = location;
    }
    throw forbidden(`The address redirects more than ${MOST_REDIRECTS} times.`);
  }

  const download: PublicDownload = async (input, { signal, headers }) => {
    let next = parseUrl(input);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const target = await withSignal(check(next), signal);
      const answer = await opener({ ...target, headers, signal }).catch((cause: unknown) => {
        throw unread(cause, signal);
      });
      const { status, headers: head } = answer;
      const location = status >= 300 && status < 400 ? head.location : undefined;
      if (location === undefined && status >= 200 && status < 300)
        return { status, headers: head, chunks: () => read(answer.chunks(), signal) };
      await answer.drop();
      if (location === undefined) throw refused(status, target.url);
      const url = URL.parse(location, target.url.href);
      if (url === null)
        throw new ProviderError('bad_response', { message: 'The address redirects to something that is no URL.' });
      next = url;
    }
    throw forbidden(`The address redirects more than ${MOST_REDIRECTS} times.`);
  };

  return { check, fetch: fetchUrl, download };
}

function parseUrl(input: string | URL): URL {
  const text = String(input);
  const url = text.length > LONGEST_URL ? null : URL.parse(text);
  if (url === null) throw new ProviderError('invalid_input', { message: 'That is not a URL.', processed: false });
  return url;
}

function refused(status: number, { host }: URL): ProviderError {
  return status === 404 || status === 410
    ? new ProviderError('not_found', { status, message: `${host} has nothing at that address.` })
    : new ProviderError('network', { status, message: `${host} answered ${status}.` });
}

function unread(cause: unknown, signal: AbortSignal): ProviderError {
  if (signal.aborted) return new ProviderError('cancelled', { cause });
  return new ProviderError('network', { message: 'The address could not be read.', cause });
}

async function* read(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw unread(cause, signal);
  }
}

function found(answer: EgressAnswer, url: URL) {
  if (answer.status < 200 || answer.status >= 300) throw refused(answer.status, url);
  const name = url.pathname.split('/').at(-1);
  return { bytes: answer.bytes, mimeType: mediaTypeOf(answer.bytes, name, answer.contentType), url: url.href };
}

/** A look-up cannot be aborted, but it can be waited for no longer. */
function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
