import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import type { ProviderDefinition } from '../core/provider.ts';
import { operatorBaseUrl } from '../core/server-address.ts';
import { settingOf } from './settings.ts';

type Row = Pick<ProviderDefinition, 'id' | 'name' | 'baseUrl' | 'hosts' | 'server' | 'regionSetting' | 'settings'>;

/** The operator's own base URL, else the named host's, else the row's for the configured region, else `global` or the only one. */
export function baseUrlOf(definition: Row, config: Pick<Config, 'providers' | 'variable'>, host?: string): string {
  const settings = config.providers[definition.id];
  const own = operatorBaseUrl(definition, config);
  if (own !== undefined) return own;
  const regions = Object.keys(definition.baseUrl);
  const region =
    settings?.region ??
    regionOf(definition, config) ??
    (Object.hasOwn(definition.baseUrl, 'global') ? 'global' : regions[0]);
  if (host !== undefined) return hostUrl(definition, host, region);
  const url =
    region !== undefined && Object.hasOwn(definition.baseUrl, region) ? definition.baseUrl[region] : undefined;
  if (url !== undefined) return url;
  if (regions.length === 0) {
    throw new ProviderError('unavailable', {
      provider: definition.id,
      message: `${definition.name} cannot be called.`,
      processed: false,
    });
  }
  throw new ProviderError('invalid_input', {
    provider: definition.id,
    message: `${definition.name} has no region "${region}".`,
    hint: `Known regions: ${regions.join(', ')}.`,
    processed: false,
  });
}

/** Where a provider's sockets are: `<ID>_WS_URL` comes before everything that `baseUrlOf` says. Spelled as http. */
export function socketUrlOf(definition: Row, config: Pick<Config, 'providers' | 'variable'>, host?: string): string {
  const own = config.providers[definition.id]?.wsUrl;
  return own === undefined ? baseUrlOf(definition, config, host) : own.replace(/^ws(s?):/i, 'http$1:');
}

function hostUrl({ id, hosts = {} }: Row, name: string, region: string | undefined): string {
  const host = Object.hasOwn(hosts, name) ? hosts[name] : undefined;
  if (host === undefined) throw new Error(`The row of ${id} names no host "${name}"`);
  const { regions = {}, url } = host;
  return region !== undefined && Object.hasOwn(regions, region) ? (regions[region] ?? url) : url;
}

/** The region that a row's own setting names. */
function regionOf(definition: Row, config: Pick<Config, 'variable'>): string | undefined {
  if (definition.regionSetting === undefined) return undefined;
  const value = settingOf(definition, config, definition.regionSetting);
  return value === undefined || Object.hasOwn(definition.baseUrl, value) ? value : 'regional';
}

/** A path below the base URL (empty for itself), with both their queries. Throws `invalid_input` for one that would leave it (`..`, another host). */
export function targetUrl(
  base: string,
  path: string,
  query: Readonly<Record<string, string>> | undefined,
  provider: string,
): URL {
  const root = URL.parse(base.replace(/\/+$/, ''));
  if (root === null || (root.protocol !== 'https:' && root.protocol !== 'http:')) {
    throw new ProviderError('invalid_input', {
      provider,
      message: `The base URL of ${provider} is not a URL.`,
      processed: false,
    });
  }
  const prefix = root.pathname.replace(/\/+$/, '');
  const url = URL.parse(`${root.origin}${prefix}${path}`);
  // Nothing added is no way out: a socket, or the one address of a provider, can be at the base URL itself.
  if (url === null || url.origin !== root.origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) {
    throw new ProviderError('invalid_input', {
      provider,
      message: 'The path of the request leaves its base URL.',
      processed: false,
    });
  }
  if (root.search === '' && query === undefined) return url;
  for (const [name, value] of [...root.searchParams, ...Object.entries(query ?? {})]) url.searchParams.set(name, value);
  return url;
}
