import type { Config } from '../core/config.ts';
import type { Answer, Endpoint, SendOptions } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { ProviderDefinition } from '../core/provider.ts';
import { operatorBaseUrl } from '../core/server-address.ts';
import { type AnswerContext, bodyChunks, createAnswer } from './answer.ts';
import { createAuthenticator } from './auth/authenticate.ts';
import type { Authenticator, Credentials } from './auth/authenticator.ts';
import { keyVariableOf } from './auth/key-variable.ts';
import { baseUrlOf, targetUrl } from './base-url.ts';
import { readAll } from './body.ts';
import { failureError, readFailure } from './errors.ts';
import { checkedHeaders } from './headers.ts';
import { namedUrl } from './named-url.ts';
import { withPrivateCa } from './private-ca.ts';
import { createRedactor } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';
import { filled, requiredSetting, settingOf } from './settings.ts';
import { DEFAULT_TIMEOUTS, type Timeouts, type Transport, transportError, undiciTransport } from './transport.ts';

const STREAMS = new Set(['text/event-stream', 'application/vnd.amazon.eventstream']);
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const MAX_FAILURE_BYTES = 256 * 1024;

export type EndpointOptions = {
  readonly definition: Pick<
    ProviderDefinition,
    'id' | 'name' | 'baseUrl' | 'server' | 'regionSetting' | 'namedHosts' | 'auth' | 'headers' | 'settings'
  >;
  readonly config: Pick<Config, 'providers' | 'secret' | 'variable'>;
  readonly log: Log;
  readonly transport?: Transport;
  readonly timeouts?: Partial<Timeouts>;
  readonly maxAnswerBytes?: number;
  /** Wall clock in ms, for `Retry-After` dates. */
  readonly now?: () => number;
};

/** A provider's base URL with auth, headers and limits applied. The key is looked up when a request is sent. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { definition, config, log, now = Date.now } = options;
  const provider = definition.id;
  const settings = config.providers[provider];
  const timeouts: Timeouts = {
    ...DEFAULT_TIMEOUTS,
    ...(settings?.timeoutMs === undefined ? {} : { firstByteMs: settings.timeoutMs }),
    ...options.timeouts,
  };

  const caFile = settingOf(definition, config, 'caBundle');
  const { transport: plain = undiciTransport } = options;
  const transport = caFile === undefined ? plain : withPrivateCa(plain, caFile, definition);

  let authenticator: Promise<Authenticator> | undefined;
  const authenticate = (): Promise<Authenticator> => {
    authenticator ??= createAuthenticator(definition.auth, {
      config,
      provider: definition,
      setting: (name) => requiredSetting(definition, config, name),
      transport,
      now,
    });
    authenticator.catch(() => {
      authenticator = undefined;
    });
    return authenticator;
  };

  /** Sends once more when the provider refused a token that may have been revoked before it expired. */
  async function send(path: string, body: unknown, sendOptions: SendOptions): Promise<Answer> {
    try {
      return await sendOnce(path, body, sendOptions);
    } catch (thrown) {
      const isRefused = thrown instanceof ProviderError && thrown.status === 401;
      if (!isRefused || (await authenticate()).forget?.() !== true) throw thrown;
      return sendOnce(path, body, sendOptions);
    }
  }

  async function sendOnce(path: string, body: unknown, sendOptions: SendOptions): Promise<Answer> {
    const { signal, method = body === undefined ? 'GET' : 'POST', decodeError } = sendOptions;
    const base = filled(baseUrlOf(definition, config), definition, config);
    // A server in the vendor's place stands in for all of the vendor's hosts.
    const isRedirected = settings?.baseUrl !== undefined;
    const { url, isForeign } = sendOptions.isNamed
      ? namedUrl(path, base, { provider, hosts: isRedirected ? [] : (definition.namedHosts ?? []) })
      : { url: targetUrl(base, path, sendOptions.query, provider), isForeign: false };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const unsigned = checkedHeaders(
      {
        accept: sendOptions.accept ?? 'application/json',
        // Compressing a stream holds its events back; everything else is cheaper compressed.
        ...(STREAMS.has(sendOptions.accept ?? '') ? {} : { 'accept-encoding': 'gzip, deflate, br' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': 'llmkit-mcp',
        ...(isForeign ? {} : { ...rowHeaders(definition.headers, config), ...lowerCase(settings?.headers) }),
        ...lowerCase(sendOptions.headers),
      },
      provider,
    );
    const credentials: Credentials = isForeign
      ? { headers: {}, secrets: [] }
      : await (await authenticate())
          .credentials({ method, url, headers: unsigned, body: text }, signal)
          .catch((thrown: unknown) => {
            throw signal.aborted ? transportError(thrown, { provider, host: url.host, signal }) : thrown;
          });
    for (const [name, value] of Object.entries(credentials.query ?? {})) url.searchParams.set(name, value);
    const headers = { ...unsigned, ...checkedHeaders(credentials.headers, provider) };
    const redactor = createRedactor(credentials.secrets);
    const started = now();
    const context: AnswerContext = {
      provider,
      host: url.host,
      signal,
      redactor,
      maxBytes: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
    };
    if (signal.aborted) throw transportError(undefined, context);
    const answer = await transport({
      url,
      method,
      headers,
      body: text,
      signal,
      timeouts,
    }).catch((thrown: unknown) => {
      throw transportError(thrown, context);
    });
    log.debug('answered', { provider, status: answer.status, ms: now() - started });
    if (answer.status >= 200 && answer.status < 300) return createAnswer(answer, context);

    const words = await readFailureText(answer, context, timeouts.failureMs);
    if (answer.status >= 300 && answer.status < 400) {
      throw new ProviderError('bad_response', {
        provider,
        status: answer.status,
        message: `${provider} redirects to another address, which is not followed.`,
        hint: 'Set the base URL to the address that answers.',
        processed: false,
      });
    }
    const failure = { status: answer.status, headers: answer.headers, body: failureBody(words) };
    throw failureError(failure, decodeError?.(failure) ?? readFailure(failure.body), {
      provider,
      redact: redactor.everything,
      retryAfterMs: retryAfterMs(answer.headers, failure.body, now()),
      keyVariable: keyVariableOf(definition.auth, config),
    });
  }

  return {
    provider,
    isRedirected: operatorBaseUrl(definition, config) !== undefined,
    send,
    setting: (name) => settingOf(definition, config, name),
  };
}

function rowHeaders(
  headers: Readonly<Record<string, string>> | undefined,
  config: Pick<Config, 'variable'>,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, template] of Object.entries(headers ?? {})) {
    const names = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, variable]) => variable ?? '');
    const values = new Map(names.map((variable) => [variable, config.variable(variable)]));
    if ([...values.values()].includes(undefined)) continue;
    found[name.toLowerCase()] = template.replaceAll(
      /\$\{(\w+)\}/g,
      (_, variable: string) => values.get(variable) ?? '',
    );
  }
  return found;
}

const lowerCase = (headers: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

async function readFailureText(
  answer: Parameters<typeof bodyChunks>[0],
  context: AnswerContext,
  timeoutMs: number,
): Promise<string> {
  const timer = setTimeout(() => answer.body.destroy(), timeoutMs);
  try {
    return (await readAll(bodyChunks(answer, context), MAX_FAILURE_BYTES, context.provider)).toString('utf8');
  } catch (thrown) {
    // The status alone tells enough when its body cannot be read; a caller who left is still told so.
    if (context.signal.aborted) throw thrown;
    return '';
  } finally {
    clearTimeout(timer);
  }
}

/** An error body: JSON, JSON in an event (Google answers a failed stream so), or text. */
function failureBody(text: string): unknown {
  const candidate = /^\s*(?:event:.*\r?\n)?data:(.*)/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(candidate);
  } catch {
    return text;
  }
}
