import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ProviderError } from '../../core/errors.ts';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]{0,59}$/u;
/** Names that mean a device on Windows, whatever follows their first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;
const PLAIN_TENANT = /^[a-z0-9_][a-z0-9_-]{0,47}$/u;
const HASHED_TENANT = 'h-';

/** The collection's name in one normal form, or `invalid_input`: it becomes part of a file name. */
export function collectionName(name: string): string {
  const normal = name.normalize('NFC');
  if (NAME.test(normal) && !DEVICE.test(normal) && !normal.endsWith('.') && Buffer.byteLength(normal) <= 200)
    return normal;
  throw new ProviderError('invalid_input', {
    message: `"${name.slice(0, 60)}" cannot name a collection.`,
    hint: 'Use 1 to 60 letters, digits, "_", "-" or ".", beginning with a letter, digit or "_".',
  });
}

/** The folder of a tenant's collections. Tenants may be any string; those that are no plain name are hashed. */
export function tenantFolder(home: string, tenant: string): string {
  const isPlain = PLAIN_TENANT.test(tenant) && !DEVICE.test(tenant) && !tenant.startsWith(HASHED_TENANT);
  const folder = isPlain ? tenant : HASHED_TENANT + createHash('sha256').update(tenant).digest('hex').slice(0, 40);
  return join(home, 'collections', folder);
}

export const SUFFIX = '.sqlite';

export const collectionFile = (home: string, tenant: string, collection: string): string =>
  join(tenantFolder(home, tenant), collectionName(collection) + SUFFIX);
