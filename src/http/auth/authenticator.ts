import type { AuthScheme } from '../../core/auth.ts';
import type { Config } from '../../core/config.ts';
import type { ProviderError } from '../../core/errors.ts';
import type { Transport } from '../transport.ts';

/** A request before it carries credentials. A signature covers all of it. */
export type UnsignedRequest = {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** Its body is an event stream that goes on after the request is signed. */
  readonly isEventStream?: boolean;
};

/** What has to be added to a request, and every secret in it, so that it can be kept out of all texts. */
export type Credentials = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** For an event stream: each message as it has to be sent, in order, the empty one last. Absent where they go unsigned. */
  readonly signEvent?: (message: Uint8Array) => Uint8Array;
};

/** One provider's way to prove who we are. It keeps what it was given in exchange for a secret until that expires. */
export type Authenticator = {
  credentials(request: UnsignedRequest, signal: AbortSignal): Promise<Credentials>;
  /** The provider refused the last credentials: drops a cached token. True when asking again could give another one. */
  forget?(): boolean;
  /** A request with these credentials failed like that: lets their key rest where that helps. True when another one is ready. */
  rest?(credentials: Credentials, error: ProviderError): boolean;
};

export type AuthParts = {
  readonly config: Pick<Config, 'secret' | 'variable'>;
  readonly provider: { readonly id: string; readonly name: string };
  /** The value of one of the row's settings; throws `not_configured` when it has none. */
  readonly setting: (name: string) => string;
  /** For the exchange of a secret for a token. */
  readonly transport: Transport;
  /** Wall clock, in ms. */
  readonly now: () => number;
};

export type AuthOf<K extends AuthScheme['kind']> = Extract<AuthScheme, { readonly kind: K }>;
