import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { ProviderError } from './errors.ts';

const require = createRequire(import.meta.url);

/** The file that an optional package resolves to, or `undefined` when it is not installed. Nothing is loaded. */
export function resolveOptional(name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * The command that installs packages for this server. Whoever runs a bundle is in no folder of it, and knows of none: there
 * the command names it.
 */
export function installCommand(names: readonly string[]): string {
  const file = findPackageJSON('..', import.meta.url);
  const isBundle = file !== undefined && JSON.parse(readFileSync(file, 'utf8')).isBundle === true;
  return `npm install ${isBundle ? `--prefix "${dirname(file)}" ` : ''}${names.join(' ')}`;
}

/** Throws `not_configured` with the install command unless all of the packages are there. `purpose` completes "… is needed". */
export function requireOptional(names: readonly string[], purpose: string): void {
  const missing = names.filter((name) => resolveOptional(name) === undefined);
  if (missing.length === 0) return;
  throw new ProviderError('not_configured', {
    message: `${purpose} needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed.`,
    hint: `Run: ${installCommand(missing)}`,
  });
}
