import { ProviderError } from '../../core/errors.ts';
import { openSecret } from '../../core/secret.ts';
import { readAll } from '../body.ts';
import { failureError, readFailure } from '../errors.ts';
import { createRedactor } from '../redact.ts';
import { type Timeouts, transportError } from '../transport.ts';
import type { Authenticator, AuthOf, AuthParts } from './authenticator.ts';
import { cachedToken, type Token } from './cached-token.ts';
import { googleSource, type TokenRequest } from './google-source.ts';

const MAX_TOKEN_ANSWER_BYTES = 64 * 1024;
const TIMEOUTS: Timeouts = { connectMs: 5_000, firstByteMs: 30_000, idleMs: 10_000, failureMs: 5_000 };

/** A Google access token: given as it is, or exchanged for a service account, a user's consent or by the machine. */
export function googleAuthenticator({ scope }: AuthOf<'google'>, parts: AuthParts): Authenticator {
  const cache = cachedToken(async () => exchange(await googleSource(scope, parts), parts), parts.now);
  const given = (): string | undefined => {
    const secret = parts.config.secret('GOOGLE_ACCESS_TOKEN');
    return secret === undefined ? undefined : openSecret(secret).trim() || undefined;
  };
  return {
    async credentials(_request, signal) {
      const value = given() ?? (await untilAborted(cache.get(), signal)).value;
      return { headers: { authorization: `Bearer ${value}` }, secrets: [value] };
    },
    forget: cache.forget,
  };
}

/** One caller that leaves does not take the token from the others. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason instanceof ProviderError ? signal.reason : new ProviderError('cancelled'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function exchange({ url, method, headers, body, secrets }: TokenRequest, parts: AuthParts): Promise<Token> {
  const provider = parts.provider.id;
  // It serves many callers, so it does not end with the one that began it, only by its own clocks.
  const { signal } = new AbortController();
  const failed = (thrown: unknown, status?: number): never => {
    const { code, message, hint } = transportError(thrown, { provider, host: url.host, signal, status });
    // Whatever became of the token, the request that needs it was never sent.
    throw new ProviderError(code, { provider, message, hint, cause: thrown, processed: false });
  };
  const answer = await parts
    .transport({ url, method, headers, body, signal, timeouts: TIMEOUTS })
    .catch((thrown: unknown) => failed(thrown));
  const text = await readAll(answer.body, MAX_TOKEN_ANSWER_BYTES, provider).then(String, (thrown: unknown) =>
    failed(thrown, answer.status),
  );
  const parsed = json(text);
  if (answer.status !== 200) {
    const failure = { status: answer.status, headers: answer.headers, body: parsed ?? text };
    const reading = readFailure(failure.body);
    // Whatever is wrong with what we showed (`invalid_grant`, `invalid_client`), it is the key.
    const isRefused = answer.status < 500 && answer.status !== 429;
    throw failureError(
      failure,
      {
        ...reading,
        message: description(parsed) ?? reading.message,
        ...(isRefused ? { type: 'authentication_error' } : {}),
      },
      { provider, redact: createRedactor(secrets).everything, keyVariable: 'GOOGLE_APPLICATION_CREDENTIALS' },
    );
  }
  const value = field(parsed, 'access_token');
  if (typeof value !== 'string' || value === '') {
    throw new ProviderError('bad_response', {
      provider,
      message: `${url.host} sent no access token.`,
      processed: false,
    });
  }
  const lifetime = Number(field(parsed, 'expires_in'));
  return { value, ...(lifetime > 0 ? { expiresAt: parts.now() + lifetime * 1000 } : {}) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const description = (body: unknown): string | undefined => {
  const text = field(body, 'error_description');
  return typeof text === 'string' ? text : undefined;
};
