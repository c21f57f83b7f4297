import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;

/**
 * The signing key in a file of the data folder, made on first use and then read once. As a key object: it is prepared
 * once, a buffer would be for every signature, at five times its cost.
 */
export function keyFile(home: string, name: string): () => KeyObject {
  let key: KeyObject | undefined;
  return () => {
    key ??= createSecretKey(readOrMakeKey(home, name));
    return key;
  };
}

/** Several processes may start at once: the file appears whole under its name, and the first one to put it there wins. */
function readOrMakeKey(home: string, name: string): Buffer {
  const path = join(home, name);
  const known = readKey(path);
  if (known !== undefined) return known;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readKey(path);
  if (made === undefined) throw new Error(`The key in ${name} could not be read back.`);
  return made;
}

function readKey(path: string): Buffer | undefined {
  try {
    const key = readFileSync(path);
    return key.length === KEY_BYTES ? key : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
