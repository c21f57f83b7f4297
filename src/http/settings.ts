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

/** `{name}` replaced by the settings' values. A value cannot leave its place: it is escaped, or a bare host name. */
export function filled(template: string, row: Row, config: Pick<Config, 'variable'>): string {
  return template.replaceAll(/\{([\w-]+)\}/g, (whole, name: string, offset: number) => {
    const value = requiredSetting(row, config, name);
    const isHost = /^https?:\/\/[^/]*$/.test(template.slice(0, offset));
    if (!isHost) return encodeURIComponent(value);
    if (/^[\w.-]+(?::\d+)?$/.test(value)) return value;
    throw new ProviderError('invalid_input', {
      provider: row.id,
      message: `The ${name} of ${row.name} must be a host name or a part of one.`,
      hint: `${whole} stands in ${template}.`,
      processed: false,
    });
  });
}
