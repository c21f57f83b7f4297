import type { AuthScheme } from '../core/auth.ts';
import type { Config } from '../core/config.ts';
import type { Answer, ConnectOptions, Endpoint, SendOptions } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { ProviderDefinition } from '../core/provider.ts';
import { operatorBaseUrl } from '../core/server-address.ts';
import type { Socket } from '../core/socket.ts';
import { createAnswer } from './answer.ts';
import { createAuthenticator } from './auth/authenticate.ts';
import type { Authenticator, Credentials } from './auth/authenticator.ts';
import { keyVariableOf } from './auth/key-variable.ts';
import { baseUrlOf, socketUrlOf, targetUrl } from './base-url.ts';
import type { Boundary } from './boundary.ts';
import { type DuplexTransport, http2Transport } from './duplex-transport.ts';
import { eventSocket } from './event-socket.ts';
import { checkedHeaders } from './headers.ts';
import { namedUrl } from './named-url.ts';
import { privateCa, withPrivateCa } from './private-ca.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { type RefusalContext, refusal } from './refusal.ts';
import { encodeBody } from './request-body.ts';
import { lowerCase, rowHeaders } from './row-headers.ts';
import { filled, requiredSetting, settingOf } from './settings.ts';
import { socketEnd } from './socket-end.ts';
import { HandshakeRefused, type SocketClosed, type SocketTransport, wsTransport } from './socket-transport.ts';
import { DEFAULT_TIMEOUTS, type Timeouts, type Transport, transportError, undiciTransport } from './transport.ts';

const EVENT_STREAM = 'application/vnd.amazon.eventstream';
const STREAMS = new Set(['text/event-stream', EVENT_STREAM]);
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** A handshake is answered at once, unlike a model's question. */
const HANDSHAKE_MS = 15_000;

export type EndpointOptions = {
  readonly definition: Pick<
    ProviderDefinition,
    'id' | 'name' | 'baseUrl' | 'hosts' | 'server' | 'regionSetting' | 'namedHosts' | 'auth' | 'headers' | 'settings'
  >;
  readonly config: Pick<Config, 'providers' | 'secret' | 'variable'>;
  readonly log: Log;
  /** How far requests may reach. Anywhere when absent. */
  readonly boundary?: Boundary;
  readonly transport?: Transport;
  readonly socketTransport?: SocketTransport;
  readonly duplexTransport?: DuplexTransport;
  readonly timeouts?: Partial<Timeouts>;
  readonly maxAnswerBytes?: number;
  /** Wall clock in ms, for `Retry-After` dates. */
  readonly now?: () => number;
};

type Where = Pick<SendOptions, 'signal' | 'host' | 'query' | 'headers' | 'isNamed' | 'decodeError'> &
  Pick<ConnectOptions, 'eventStream'>;

/** People give the whole address of a socket where others give what stands before the path. */
function withoutPath(base: string, path: string): string {
  const trimmed = base.replace(/\/+$/, '');
  return path !== '' && trimmed.endsWith(path) ? trimmed.slice(0, -path.length) : base;
}

/** Of one provider that are tried for one request. */
const MOST_KEYS = 16;

/** Told what a request was sent with. */
type NoteUse = (credentials: Credentials) => void;

/** A provider's base URL with auth, headers and limits applied. The key is looked up when a request is sent. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const {
    definition,
    config,
    log,
    now = Date.now,
    socketTransport = wsTransport,
    duplexTransport = http2Transport,
  } = options;
  const provider = definition.id;
  const settings = config.providers[provider];
  const timeouts: Timeouts = {
    ...DEFAULT_TIMEOUTS,
    ...(settings?.timeoutMs === undefined ? {} : { firstByteMs: settings.timeoutMs }),
    ...options.timeouts,
  };

  const caFile = settingOf(definition, config, 'caBundle');
  const readCa = caFile === undefined ? undefined : privateCa(caFile, definition);
  const { boundary = () => undefined } = options;
  const plain: Transport = (request) => {
    boundary(request.url);
    return (options.transport ?? undiciTransport)(request);
  };
  const transport = readCa === undefined ? plain : withPrivateCa(plain, readCa);

  // The same secrets go with request after request.
  let last = { secrets: '', redactor: createRedactor([]) };
  const redactorOf = (used: readonly string[]): Redactor => {
    const secrets = JSON.stringify(used);
    if (last.secrets !== secrets) last = { secrets, redactor: createRedactor(used) };
    return last.redactor;
  };

  const authenticators = new Map<AuthScheme, Promise<Authenticator>>();
  const schemeOf = (host: string | undefined): AuthScheme =>
    (host === undefined ? undefined : definition.hosts?.[host]?.auth) ?? definition.auth;
  const authenticate = (scheme: AuthScheme): Promise<Authenticator> => {
    const existing = authenticators.get(scheme);
    if (existing !== undefined) return existing;
    const made = createAuthenticator(scheme, {
      config,
      provider: definition,
      setting: (name) => requiredSetting(definition, config, name),
      transport,
      now,
    });
    authenticators.set(scheme, made);
    made.catch(() => authenticators.delete(scheme));
    return made;
  };

  /**
   * Again with another key where the provider takes no more of this one, and once more when it refused a token that may
   * have been revoked before it expired. In both cases it did nothing for the request.
   */
  async function withFreshCredentials<T>(host: string | undefined, work: (note: NoteUse) => Promise<T>): Promise<T> {
    let hasForgotten = false;
    for (let tries = 1; ; tries++) {
      let used: Credentials | undefined;
      try {
        return await work((credentials) => {
          used = credentials;
        });
      } catch (thrown) {
        if (!(thrown instanceof ProviderError) || thrown.status === undefined) throw thrown;
        const authenticator = await authenticate(schemeOf(host));
        if (used !== undefined && tries < MOST_KEYS && authenticator.rest?.(used, thrown) === true) continue;
        if (hasForgotten || thrown.status !== 401 || authenticator.forget?.() !== true) throw thrown;
        hasForgotten = true;
      }
    }
  }

  /** Where a request goes. A server in the vendor's place stands in for all of the vendor's hosts. */
  function addressOf(path: string, base: string, { query, isNamed }: Where) {
    const isRedirected = settings?.baseUrl !== undefined;
    return isNamed
      ? namedUrl(path, base, { provider, hosts: isRedirected ? [] : (definition.namedHosts ?? []) })
      : { url: targetUrl(base, path, query, provider), isForeign: false };
  }

  /** Adds to a request what it takes to be let in. Nothing of ours goes to a foreign host. */
  async function authorised(
    { method, url, isForeign }: { readonly method: string; readonly url: URL; readonly isForeign: boolean },
    own: Readonly<Record<string, string>>,
    body: string | Uint8Array | undefined,
    { signal, host, headers, decodeError, eventStream }: Where,
    note: NoteUse,
  ) {
    const scheme = schemeOf(host);
    const unsigned = checkedHeaders(
      {
        ...own,
        'user-agent': 'llmkit-mcp',
        ...(isForeign ? {} : { ...rowHeaders(definition.headers, config), ...lowerCase(settings?.headers) }),
        ...lowerCase(headers),
      },
      provider,
    );
    const credentials: Credentials = isForeign
      ? { headers: {}, secrets: [] }
      : await (await authenticate(scheme))
          .credentials({ method, url, headers: unsigned, body, isEventStream: eventStream !== undefined }, signal)
          .catch((thrown: unknown) => {
            throw signal.aborted ? transportError(thrown, { provider, host: url.host, signal }) : thrown;
          });
    if (!isForeign) note(credentials);
    for (const [name, value] of Object.entries(credentials.query ?? {})) url.searchParams.set(name, value);
    const context: RefusalContext = {
      provider,
      host: url.host,
      signal,
      redactor: redactorOf(credentials.secrets),
      maxBytes: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
      keyVariable: keyVariableOf(scheme, config),
      failureMs: timeouts.failureMs,
      now,
      decodeError,
    };
    if (signal.aborted) throw transportError(undefined, context);
    const signed = { ...unsigned, ...checkedHeaders(credentials.headers, provider) };
    return { headers: signed, signEvent: credentials.signEvent, context };
  }

  async function send(path: string, body: unknown, where: SendOptions, note: NoteUse): Promise<Answer> {
    const { signal, method = body === undefined ? 'GET' : 'POST', accept = 'application/json' } = where;
    const base = filled(baseUrlOf(definition, config, where.host), definition, config);
    const address = addressOf(path, base, where);
    const encoded = await encodeBody(body);
    const own = {
      accept,
      // Compressing a stream holds its events back; everything else is cheaper compressed.
      ...(STREAMS.has(accept) ? {} : { 'accept-encoding': 'gzip, deflate, br' }),
      ...(encoded === undefined ? {} : { 'content-type': encoded.type }),
    };
    const { headers, context } = await authorised({ method, ...address }, own, encoded?.content, where, note);
    const started = now();
    const request = { url: address.url, method, headers, body: encoded?.content, signal, timeouts };
    const answer = await transport(request).catch((thrown: unknown) => {
      throw transportError(thrown, context);
    });
    log.debug('answered', { provider, status: answer.status, ms: now() - started });
    if (answer.status >= 200 && answer.status < 300) return createAnswer(answer, context);
    throw await refusal(answer, context);
  }

  async function connect(path: string, where: ConnectOptions, note: NoteUse): Promise<Socket> {
    const { signal, protocols = [], eventStream, isTextOnly = false, lift, onMessage, onEnd } = where;
    const base = withoutPath(filled(socketUrlOf(definition, config, where.host), definition, config), path);
    const address = addressOf(path.replace(/^ws(s?):/i, 'http$1:'), base, where);
    const { url } = address;
    boundary(url);
    const own: Record<string, string> =
      eventStream === undefined ? {} : { accept: EVENT_STREAM, 'content-type': EVENT_STREAM };
    const method = eventStream === undefined ? 'GET' : 'POST';
    const { headers, signEvent, context } = await authorised({ method, ...address }, own, undefined, where, note);
    const { redactor, host } = context;
    const ca = await readCa?.();
    const shared = {
      headers,
      handshakeMs: HANDSHAKE_MS,
      signal,
      ...(ca !== undefined && { ca }),
      redact: redactor.values,
      onMessage,
      onClose: ({ code, reason, fault, isOurs }: SocketClosed) =>
        onEnd(socketEnd(code, reason, fault, { provider, host, signal, redact: redactor.everything, isOurs })),
    };
    const opened =
      eventStream === undefined
        ? socketTransport({ ...shared, url: new URL(url.href.replace(/^http/, 'ws')), protocols, isTextOnly, lift })
        : eventSocket(duplexTransport, { ...shared, ...eventStream, url, provider, signEvent });
    const socket = await opened.catch(async (thrown: unknown) => {
      throw thrown instanceof HandshakeRefused
        ? await refusal(thrown.answer, context)
        : transportError(thrown, context);
    });
    log.debug('connected', { provider });
    return socket;
  }

  return {
    provider,
    isRedirected: operatorBaseUrl(definition, config) !== undefined,
    send: (path, body, where) => withFreshCredentials(where.host, (note) => send(path, body, where, note)),
    connect: (path, where) => withFreshCredentials(where.host, (note) => connect(path, where, note)),
    setting: (name) => settingOf(definition, config, name),
  };
}
