import { ProviderError } from '../../core/errors.ts';
import { bodyChunks } from '../answer.ts';
import { parseJson, readAll } from '../body.ts';
import { failureError, quoted, readFailure } from '../errors.ts';
import { createRedactor } from '../redact.ts';
import { retryAfterMs } from '../retry-after.ts';
import { DEFAULT_TIMEOUTS, transportError } from '../transport.ts';
import type { AuthParts } from './authenticator.ts';
import type { IssuedToken } from './token-cache.ts';

const MAX_TOKEN_BYTES = 256 * 1024;
/** A token that does not say how long it lives, in ms: the shortest life that is usual. */
const ASSUMED_LIFE_MS = 600_000;

export type Exchange = {
  readonly url: URL;
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  /** Kept out of every text. */
  readonly secrets: readonly string[];
  /** The variables to look at when the secret is refused. */
  readonly env: readonly string[];
};

/**
 * Exchanges a secret for an access token. Throws `auth_rejected` naming the variables when it is refused, and what else
 * goes wrong as the provider's error; nothing of it is billed, so it may be tried again.
 */
export async function exchangeToken(
  { url, method = 'POST', headers, form, secrets, env }: Exchange,
  { provider, transport, now }: AuthParts,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const redactor = createRedactor(secrets);
  const context = { provider: provider.id, host: url.host, signal, redactor, maxBytes: MAX_TOKEN_BYTES };
  const { status, answerHeaders, text } = await transport({
    url,
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'llmkit-mcp',
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    body: form === undefined ? undefined : new URLSearchParams(form).toString(),
    signal,
    timeouts: { ...DEFAULT_TIMEOUTS, firstByteMs: 30_000 },
  })
    .then(async (answer) => ({
      status: answer.status,
      answerHeaders: answer.headers,
      text: (await readAll(bodyChunks(answer, context), MAX_TOKEN_BYTES, provider.id)).toString('utf8'),
    }))
    .catch((thrown: unknown) => {
      throw unbilled(transportError(thrown, context));
    });

  const body = jsonOf(text);
  const token = textIn(body, 'access_token') ?? textIn(body, 'tok');
  if (status >= 200 && status < 300 && token !== undefined) return { token, expiresAtMs: endOf(body, now()) };
  // A server that is busy or broken also states an `error`, and nothing is wrong with the secret.
  const isFault = status === 429 || status >= 500;
  if ([400, 401, 403].includes(status) || (!isFault && textIn(body, 'error') !== undefined)) {
    const names = env.join(' and ');
    const said = textIn(body, 'error_description') ?? textIn(body, 'errorMessage') ?? readFailure(body).message;
    throw new ProviderError('auth_rejected', {
      provider: provider.id,
      status,
      message: quoted(`${provider.name} refused ${names}${said === undefined ? '' : `: ${said}`}`, redactor.everything),
      hint: `Check ${names}.`,
      processed: false,
    });
  }
  if (status >= 400) {
    throw failureError({ status, headers: answerHeaders, body }, readFailure(body), {
      provider: provider.id,
      redact: redactor.everything,
      retryAfterMs: retryAfterMs(answerHeaders, body, now()),
      keyVariable: env[0],
    });
  }
  parseJson(text, provider.id);
  throw new ProviderError('bad_response', {
    provider: provider.id,
    message: `${provider.name} sent no token in exchange for ${env.join(' and ')}.`,
    processed: false,
  });
}

const unbilled = ({ code, message, provider, status, hint, cause }: ProviderError): ProviderError =>
  new ProviderError(code, { message, provider, status, hint, cause, processed: false });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;

function textIn(body: unknown, name: string): string | undefined {
  const value = fieldOf(body, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** When the token ends: `expires_at` in ms (Sber) or seconds (IBM says both), else `expires_in` seconds from now. */
function endOf(body: unknown, now: number): number {
  const [within, at] = ['expires_in', 'expires_at'].map((name) => Number(fieldOf(body, name)));
  if (within !== undefined && within > 0) return now + within * 1000;
  if (at !== undefined && at > 0) return at > 100_000_000_000 ? at : at * 1000;
  return now + ASSUMED_LIFE_MS;
}
