import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the file unless it is there. Other processes see all of it or nothing. */
export function writeOnce(file: string, content: () => Uint8Array): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.part`;
  try {
    writeFileSync(draft, content(), { flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
