import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Recordings, specs, collections and attacks that lie beside the checkout. Never copied into it. */
export const sharedFolder = join(import.meta.dirname, '..', '..', 'shared');
export const hasShared = existsSync(sharedFolder);
export const shared = (...parts: readonly string[]): string => join(sharedFolder, ...parts);
