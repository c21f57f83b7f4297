import type { Config } from '../core/config.ts';

type Headers = Readonly<Record<string, string>>;

/** A row's own headers with their variables filled in; one whose variable is not set is left out. */
export function rowHeaders(headers: Headers | undefined, config: Pick<Config, 'variable'>): Headers {
  const found: Record<string, string> = {};
  for (const [name, template] of Object.entries(headers ?? {})) {
    if (!template.includes('${')) {
      found[name.toLowerCase()] = template;
      continue;
    }
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

export const lowerCase = (headers: Headers | undefined): Headers =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
