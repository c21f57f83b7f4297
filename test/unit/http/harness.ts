import { type AuthScheme, noAuth } from '../../../src/core/auth.ts';
import type { SendOptions } from '../../../src/core/endpoint.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createEndpoint, type EndpointOptions } from '../../../src/http/endpoint.ts';

type Wanted = Partial<EndpointOptions> & {
  readonly auth?: AuthScheme;
  readonly keys?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly settings?: ProviderDefinition['settings'];
  readonly namedHosts?: readonly string[];
  readonly hosts?: ProviderDefinition['hosts'];
  readonly wsUrl?: string;
};

/** An endpoint of a provider called `acme`, at its own address or where the operator put it. */
export function endpointFor(
  baseUrl: string | undefined,
  { auth = noAuth, keys = {}, headers, settings, namedHosts, hosts, wsUrl, ...options }: Wanted = {},
) {
  return createEndpoint({
    definition: {
      id: 'acme',
      name: 'Acme',
      baseUrl: { global: 'https://api.acme.test/v1' },
      auth,
      settings,
      namedHosts,
      hosts,
    },
    config: {
      providers: { acme: { baseUrl, wsUrl, headers } },
      secret: (name) => (keys[name] === undefined ? undefined : new Secret(keys[name])),
      variable: (name) => keys[name],
    },
    log: silentLog,
    ...options,
  });
}

export const anySignal = (): AbortSignal => new AbortController().signal;
export const get = (signal = anySignal()): SendOptions => ({ signal });

/** The error that an action ends with; fails when it ends well. */
export async function failureOf(action: () => Promise<unknown>): Promise<ProviderError> {
  try {
    await action();
  } catch (thrown) {
    if (thrown instanceof ProviderError) return thrown;
    throw thrown;
  }
  throw new Error('It was expected to fail.');
}
