import type { Config } from './config.ts';
import type { ProviderDefinition } from './provider.ts';

type Row = Pick<ProviderDefinition, 'id' | 'server'>;

/**
 * The base URL of the server that the operator put in the provider's place: `<ID>_BASE_URL` or the file's, else what the
 * ecosystem's own variables name. `undefined` when there is none and the row's own address stands.
 */
export function operatorBaseUrl(row: Row, config: Pick<Config, 'providers' | 'variable'>): string | undefined {
  const own = config.providers[row.id]?.baseUrl;
  const { server } = row;
  if (server === undefined) return own;
  if (own !== undefined) return withoutEnd(own, server.ignoredEnd);
  const named = server.env.map((name) => config.variable(name)).find((value) => value !== undefined);
  return named === undefined ? undefined : withoutEnd(addressOf(named, server), server.ignoredEnd);
}

/** `host`, `host:port`, `:port` or a URL, as a URL. An address that means "every interface" is reached on this machine. */
function addressOf(text: string, { port, path = '' }: NonNullable<Row['server']>): string {
  const trimmed = text.trim().replace(/\/+$/, '');
  const isUrl = /^https?:\/\//i.test(trimmed);
  const [authority = '', ...rest] = trimmed.replace(/^https?:\/\//i, '').split('/');
  const scheme = isUrl ? trimmed.slice(0, trimmed.indexOf(':')).toLowerCase() : port === undefined ? 'https' : 'http';
  const [, host = '', stated] = /^(.*?)(:\d+)?$/.exec(authority) ?? [];
  const reached = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
  const usual = isUrl || port === undefined ? '' : `:${port}`;
  return `${scheme}://${reached}${stated ?? usual}${rest.length === 0 ? path : `/${rest.join('/')}`}`;
}

function withoutEnd(url: string, end: string | undefined): string {
  const trimmed = url.replace(/\/+$/, '');
  return end !== undefined && trimmed.endsWith(end) ? trimmed.slice(0, -end.length) : url;
}
