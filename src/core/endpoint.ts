import type { Lifted, Socket, SocketHandlers } from './socket.ts';

/** How the body of an answer is framed, decided by what it is rather than by what was asked. */
export type Framing = 'json' | 'sse' | 'ndjson' | 'eventstream' | 'bytes';

export type ServerSentEvent = { readonly event: string | undefined; readonly data: string };

/** One message of a binary AWS event stream. Its headers' values are text, whatever type they were sent as. */
export type EventFrame = { readonly headers: Readonly<Record<string, string>>; readonly payload: Uint8Array };

/** A successful (2xx) answer whose head has arrived. Exactly one reader may be used. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly framing: Framing;
  /** The parsed body. Throws `bad_response` when it is empty or not JSON. */
  json(): Promise<unknown>;
  /** Server-sent events. A connection that breaks throws `network`; a clean end simply ends. */
  events(): AsyncIterable<ServerSentEvent>;
  /** Parsed lines of NDJSON. */
  lines(): AsyncIterable<unknown>;
  /** Frames of an AWS event stream. An exception in it, or a connection that breaks, is thrown; a clean end simply ends. */
  frames(): AsyncIterable<EventFrame>;
  bytes(): Promise<Uint8Array>;
  /** The body's bytes as they arrive: audio that is played while it is made. A connection that breaks throws. */
  chunks(): AsyncIterable<Uint8Array>;
};

export type SendOptions = {
  readonly signal: AbortSignal;
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * True when the path is a whole address that an earlier answer named. It is followed on the base URL's origin and,
   * without key or configured headers, on hosts that the row trusts; any other is `forbidden`.
   */
  readonly isNamed?: boolean;
  /** One of the row's further `hosts`, by name; the base URL when absent. */
  readonly host?: string;
  /** The framing the caller would like; it becomes the Accept header. */
  readonly accept?: string;
  /**
   * The family's own reading of an error body, called for any status of 400 and above.
   * Without it the shared reading is used (`error.message`, `message`, `detail`, plain text).
   */
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** How a provider is spoken to that takes AWS event streams over HTTP/2. */
export type EventStreamOptions = {
  /** What stands on each event of ours. */
  readonly eventHeaders: Readonly<Record<string, string>>;
  /** Payloads that go with the request: some providers answer only what they have heard. */
  readonly first: readonly string[];
};

export type ConnectOptions = SocketHandlers & {
  /** Aborts the handshake, and afterwards the connection. */
  readonly signal: AbortSignal;
  readonly host?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** True when the path is a whole address that an answer named, with its own credentials in it. See `SendOptions.isNamed`. */
  readonly isNamed?: boolean;
  readonly protocols?: readonly string[];
  /** The protocol knows only text: what comes in binary frames is text too. */
  readonly isTextOnly?: boolean;
  /** Takes sound out of a text message before anything else reads it; `undefined` where there is none in it. */
  readonly lift?: (message: Buffer) => Lifted | undefined;
  /** One HTTP/2 request with an event stream each way in the place of a WebSocket. A message is an event's payload, as text. */
  readonly eventStream?: EventStreamOptions;
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** An error answer, body already read (bounded) and parsed where it is JSON. */
export type Failure = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type FailureReading = { readonly message?: string; readonly code?: string; readonly type?: string };

/**
 * A provider's base URL with its auth and headers applied: the only way a wire family reaches the network.
 * `http/endpoint.ts` builds it; errors are thrown as `ProviderError` with the code that status and body imply.
 */
export type Endpoint = {
  readonly provider: string;
  /** True when the operator put a server of their own in the provider's place, which may speak less than the provider. */
  readonly isRedirected?: boolean;
  /**
   * Sends a body to a path below the base URL: a `FormData` as multipart, a `Blob` as its bytes with its type,
   * `URLSearchParams` as a form, anything else as JSON, `undefined` as nothing.
   */
  send(path: string, body: unknown, options: SendOptions): Promise<Answer>;
  /** Opens a WebSocket below the base URL (`<ID>_WS_URL` in its place). Rejects as `send` does, with the code that the refusal implies. */
  connect(path: string, options: ConnectOptions): Promise<Socket>;
  /** The value of one of the row's settings; `undefined` when the operator gave none and it has no default. */
  setting(name: string): string | undefined;
};
