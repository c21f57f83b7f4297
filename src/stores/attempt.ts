import type { Clock } from '../core/clock.ts';
import { type ErrorCode, ProviderError } from '../core/errors.ts';

const RETRIES = 2;
const BASE_MS = 300;
const PASSING: ReadonlySet<ErrorCode> = new Set(['network', 'overloaded', 'rate_limited', 'timeout']);

/** True for failures that may be over in a while: what was to be written waits. */
export const isPassing = (error: unknown): error is ProviderError =>
  error instanceof ProviderError && PASSING.has(error.code);

export type Attempts = {
  readonly store: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Texts that no error may show. */
  readonly secrets: readonly string[];
};

/**
 * Runs an operation of a vector store, again when that may help: every one of them may be repeated. Throws `ProviderError`,
 * whatever its client throws.
 */
export async function attempt<T>(
  { store, clock, timeoutMs, secrets }: Attempts,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await within({ store, timeoutMs }, work, signal);
    } catch (thrown) {
      if (signal?.aborted) throw new ProviderError('cancelled', { cause: thrown });
      const error = thrown instanceof ProviderError ? thrown : explained(store, thrown, secrets);
      if (retries === RETRIES || !isPassing(error) || error.code === 'timeout') throw error;
      await clock.sleep(clock.random() * BASE_MS * 4 ** retries, signal);
    }
  }
}

const MESSAGES = {
  cancelled: () => 'The call was cancelled.',
  timeout: (store: string) => `${store} did not answer in time.`,
} as const;

/** Not every client can be told to stop; nobody waits for one that cannot. */
function within<T>(
  { store, timeoutMs }: Pick<Attempts, 'store' | 'timeoutMs'>,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (code: 'cancelled' | 'timeout') => () =>
      settle(() => reject(new ProviderError(code, { provider: store, message: MESSAGES[code](store) })));
    const timer = setTimeout(stop('timeout'), timeoutMs);
    const cancel = stop('cancelled');
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      how();
    };
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    work().then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'auth_rejected',
  402: 'quota_exhausted',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  429: 'rate_limited',
};

/** Names, codes and words of clients that give no status, in the order in which they are tried. */
const BY_WORDS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/Unauthor|\bWRONGPASS|\bNOAUTH|UNAUTHENTICATED|\b28P01\b|\b28000\b|PineconeAuthorizationError/iu, 'auth_rejected'],
  [/Forbidden|PERMISSION_DENIED|\bNOPERM|\b42501\b/iu, 'forbidden'],
  [/Quota/iu, 'quota_exhausted'],
  [/RateLimit|RESOURCE_EXHAUSTED/iu, 'rate_limited'],
  [/NotFound|does not exist|\b42P01\b|can't find collection|could not find class/iu, 'not_found'],
  [
    /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|UND_ERR_SOCKET|fetch failed|Failed to connect|ConnectionError|ConnectionTerminated|SocketClosed|ClientClosed|Connection terminated|terminated|socket hang up|\b08\d{3}\b|UNAVAILABLE/iu,
    'network',
  ],
  [/Timeout|ETIMEDOUT|DEADLINE_EXCEEDED|timed out/iu, 'timeout'],
  [/InternalServer|Unavailable|\bLOADING\b|\b53\d{3}\b|\b57P0[123]\b/iu, 'overloaded'],
];

const isStatus = (value: unknown): value is number => typeof value === 'number' && value >= 400 && value < 600;

/** What is known of a thrown value and of what caused it. */
function wordsOf(thrown: unknown): { readonly status?: number; readonly words: string } {
  const words: string[] = [];
  let status: number | undefined;
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    const { name, message } = error;
    words.push(name, message);
    // Clients hang what they know on their errors.
    const { code, status: own, statusCode } = error as { code?: unknown; status?: unknown; statusCode?: unknown };
    if (typeof code === 'string') words.push(code);
    status ??= [own, statusCode, code].find(isStatus);
    if (error instanceof AggregateError) words.push(...error.errors.map(String));
  }
  return { status, words: words.join(' ') };
}

function explained(store: string, thrown: unknown, secrets: readonly string[]): ProviderError {
  const { status, words } = wordsOf(thrown);
  const code = codeOf(status, words);
  return new ProviderError(code, {
    provider: store,
    status,
    message: code === 'network' ? `${store} cannot be reached.` : `${store}: ${redacted(messageOf(thrown), secrets)}`,
    hint: HINTS[code],
    cause: thrown,
  });
}

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message || thrown.name : String(thrown);

function codeOf(status: number | undefined, words: string): ErrorCode {
  if (status !== undefined) return BY_STATUS[status] ?? (status >= 500 ? 'overloaded' : 'bad_request');
  return BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'bad_response';
}

const HINTS: Partial<Record<ErrorCode, string>> = {
  auth_rejected: 'Check the key or password of the store.',
  network: 'Check that the server runs and that its address is right.',
};

function redacted(message: string, secrets: readonly string[]): string {
  const bare = message.replaceAll(/\/\/[^\s/@]*@/gu, '//[secret]@');
  return secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), bare).slice(0, 300);
}
