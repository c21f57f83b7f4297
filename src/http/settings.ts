import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import type { ProviderDefinition } from '../core/provider.ts';

type Row = Pick<ProviderDefinition, 'id' | 'name' | 'settings'>;

/** The value of one of a row's settings: the operator's variable, else the row's default. */
export function settingOf(row: Row, config: Pick<Config, 'variable'>, name: string): string | undefined {
  const setting = row.settings?.[name];
  return (
    setting?.env.map((variable) => config.variable(variable)).find((value) => value !== undefined) ?? setting?.default
  );
}

/** The value of a setting that has to be there. Throws `not_configured` naming its variable. */
export function requiredSetting(row: Row, config: Pick<Config, 'variable'>, name: string): string {
  const value = settingOf(row, config, name);
  if (value !== undefined) return value;
  const variable = row.settings?.[name]?.env[0];
  throw new ProviderError('not_configured', {
    provider: row.id,
    message: `${row.name} needs its ${name}${variable === undefined ? '' : `: ${variable} is not set`}.`,
    hint: variable === undefined ? undefined : `Set ${variable}.`,
    processed: false,
  });
}

/** `{name}` replaced by the settings' values. A value cannot leave its place: it is escaped, or a host name. */
export const filled = (template: string, row: Row, config: Pick<Config, 'variable'>): string =>
  fillTemplate(template, row, (name) => requiredSetting(row, config, name));

/** The same with the values from anywhere. A `{name}` at the very start stands for the beginning of a URL, of any http host. */
export function fillTemplate(
  template: string,
  row: Pick<ProviderDefinition, 'id' | 'name'>,
  setting: (name: string) => string,
): string {
  return template.replaceAll(/\{([\w-]+)\}/g, (whole, name: string, offset: number) => {
    const value = setting(name);
    const before = template.slice(0, offset);
    const found =
      before === ''
        ? beginningOf(value)
        : /^https?:\/\/[^/]*$/.test(before)
          ? hostOf(value, before, template.slice(offset + whole.length))
          : encodeURIComponent(value);
    if (found !== undefined) return found;
    throw new ProviderError('invalid_input', {
      provider: row.id,
      message: `The ${name} of ${row.name} must be ${before === '' ? 'an http URL' : 'a host name or a part of one'}.`,
      hint: `${whole} stands in ${template}.`,
      processed: false,
    });
  });
}

/** A host name or a part of one. A URL is taken for its host when it is https and says no other path than the template. */
function hostOf(value: string, before: string, after: string): string | undefined {
  const isWhole = before.endsWith('://') && /^(\/|$)/.test(after);
  // A certificate for a wildcard holds no underscore; Snowflake serves such an account under hyphens.
  if (/^[\w.-]+(?::\d+)?$/.test(value)) return isWhole ? value : value.replaceAll('_', '-');
  const url = isWhole && /^https:\/\//.test(value) ? URL.parse(value) : null;
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
  return `${after}/`.startsWith(`${url.pathname.replace(/\/+$/, '')}/`) ? url.host : undefined;
}

/** A URL without its last slash; a bare host is taken for https. */
function beginningOf(value: string): string | undefined {
  // The address of a socket is spelled as that of the server it is on.
  const address = value.replace(/^ws(s?):/i, 'http$1:');
  const url = URL.parse(/^[\w.-]+(?::\d+)?$/.test(address) ? `https://${address}` : address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') return undefined;
  return url.search === '' && url.hash === '' ? url.href.replace(/\/+$/, '') : undefined;
}
