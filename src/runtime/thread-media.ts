import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';

/** Images and files of sealed threads, kept aside: a continuation passes through the client's context every turn. */
export type ThreadMedia = {
  /** Keeps the bytes for this tenant and returns their name. */
  keep(bytes: Uint8Array, tenant: string): string;
  /** Throws `invalid_input` when they are gone. */
  fetch(name: string, tenant: string): Uint8Array;
};

const KEPT_MS = 7 * 86_400_000;
const NAME = /^[0-9a-f]{64}$/;

/** Content-addressed files under `<home>/threads/<tenant>`, forgotten a week after their last use. */
export function createThreadMedia({ home, clock }: { readonly home: string; readonly clock: Clock }): ThreadMedia {
  const folderOf = (tenant: string): string => join(home, 'threads', sha256(tenant).slice(0, 32));
  const tidied = new Set<string>();

  const tidy = (folder: string): void => {
    if (tidied.has(folder)) return;
    tidied.add(folder);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      // Another process may tidy the same folder.
      const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? clock.now();
      if (clock.now() - modified > KEPT_MS) rmSync(path, { force: true });
    }
  };

  return {
    keep(bytes, tenant) {
      const folder = folderOf(tenant);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      tidy(folder);
      const name = sha256(bytes);
      const path = join(folder, name);
      if (statSync(path, { throwIfNoEntry: false })?.size === bytes.length) touch(path, clock);
      else writeFileSync(path, bytes, { mode: 0o600 });
      return name;
    },

    fetch(name, tenant) {
      const path = join(folderOf(tenant), name);
      const isThere = NAME.test(name) && statSync(path, { throwIfNoEntry: false }) !== undefined;
      if (!isThere) {
        throw new ProviderError('invalid_input', {
          message: 'An image or file of this continuation is no longer kept.',
          hint: 'Send it again with all messages and without `continuation`.',
        });
      }
      touch(path, clock);
      return new Uint8Array(readFileSync(path));
    },
  };
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

function touch(path: string, clock: Clock): void {
  const now = new Date(clock.now());
  utimesSync(path, now, now);
}
