import { ProviderError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import type { ManifestEntry, ToolRegistry } from './parts.ts';

/** Which tools are listed and callable, decided once at start. */
export type Profile =
  | { readonly kind: 'search' }
  | { readonly kind: 'connector' }
  | { readonly kind: 'listed'; includes(entry: ManifestEntry): boolean };

/** Groups that have to be asked for: they are left out of `default`. */
const OPTIONAL_GROUPS: ReadonlySet<string> = new Set(['voice']);

/** Whether a tool of that group is listed when the operator names none. */
export const isDefault = ({ group }: Pick<ManifestEntry, 'group'>): boolean => !OPTIONAL_GROUPS.has(group);

/**
 * Reads `default`, `all`, `search` or a comma list of profiles, tools and groups.
 * The manifest is read only for a list. Throws `invalid_input` naming the nearest known name.
 */
export async function readProfile(text: string, tools: ToolRegistry): Promise<Profile> {
  const wanted = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (wanted.length === 0 || (wanted.length === 1 && wanted[0] === 'default')) {
    return { kind: 'listed', includes: isDefault };
  }
  if (wanted.includes('all')) return { kind: 'listed', includes: () => true };
  if (wanted.length === 1 && (wanted[0] === 'search' || wanted[0] === 'connector')) return { kind: wanted[0] };

  const manifest = await tools.manifest();
  const groups = [...new Set(manifest.map(({ group }) => group))].sort();
  const names = manifest.map(({ tool }) => tool.name);
  for (const name of wanted) check(name, groups, names);
  const chosen = new Set(wanted);
  return {
    kind: 'listed',
    includes: (entry) =>
      chosen.has(entry.tool.name) || chosen.has(entry.group) || (chosen.has('default') && isDefault(entry)),
  };
}

function check(name: string, groups: readonly string[], names: readonly string[]): void {
  if (name === 'default' || groups.includes(name) || names.includes(name)) return;
  const choices = `profiles default, all, search, connector; groups ${groups.join(', ')}; or names of tools`;
  if (name === 'connector' || name === 'search') {
    throw new ProviderError('invalid_input', {
      message: `The profile "${name}" stands alone and cannot be combined.`,
      hint: `Use ${choices}.`,
    });
  }
  throw new ProviderError('invalid_input', {
    message: `There is no tool, group or profile "${name}".${didYouMean(name, ['default', 'all', 'search', 'connector', ...groups, ...names])}`,
    hint: `Use ${choices}.`,
  });
}
