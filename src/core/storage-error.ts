import { ProviderError } from './errors.ts';

/** What the operating system says of files that cannot be used, in words. */
const BY_CODE: Readonly<Record<string, string>> = {
  EACCES: 'access is denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file lies where a folder should be',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'its path leads through a file',
  EPERM: 'access is denied',
  EROFS: 'it is read-only',
};

/** The same of SQLite, by its result code (https://sqlite.org/rescode.html, the low byte). */
const BY_RESULT: Readonly<Record<number, string>> = {
  5: 'another process keeps a database in it locked',
  6: 'another process keeps a database in it locked',
  8: 'it is read-only',
  10: 'the disk fails',
  11: 'a database in it is damaged',
  13: 'the disk is full',
  14: 'a file in it cannot be opened',
  26: 'a database in it is damaged',
};
const DAMAGED: readonly (number | undefined)[] = [11, 26];

/** Whether a database is no database any more: it has to be put out of the way. */
export const isDamaged = (thrown: unknown): boolean => DAMAGED.includes(sqliteResult(thrown));

/** SQLite's result code, without what it calls the extended part. */
export function sqliteResult(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return undefined;
  return thrown.errcode & 0xff;
}

/**
 * A failure of the files that the server keeps for itself, as an `internal` error that says what is wrong and what to set;
 * `undefined` for any other failure. Files of callers never get here: the path guard has errors of its own.
 */
export function storageError(thrown: unknown): ProviderError | undefined {
  const reason = storageReason(thrown);
  if (reason === undefined) return undefined;
  return new ProviderError('internal', {
    message: `The data folder cannot be used: ${reason}.`,
    hint: isDamaged(thrown)
      ? 'Move it away, or set LLMKIT_HOME to another folder; `llmkit-mcp doctor` says which file it is.'
      : 'Make room or give access, or set LLMKIT_HOME to another folder; `llmkit-mcp doctor` checks it.',
    cause: thrown,
  });
}

/** What is wrong with files that cannot be used, in words; `undefined` for what is no failure of files. */
export function storageReason(thrown: unknown): string | undefined {
  const result = sqliteResult(thrown);
  if (result !== undefined) return BY_RESULT[result];
  if (!(thrown instanceof Error) || thrown instanceof ProviderError) return undefined;
  const isSystemError = 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string';
  return isSystemError && Object.hasOwn(BY_CODE, String(thrown.code)) ? BY_CODE[String(thrown.code)] : undefined;
}
