import { createHash, type Hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ProviderError } from '../core/errors.ts';
import { isRunning } from '../core/running.ts';
import type { ReadAt } from './header-view.ts';
import { createWriteBlock, withBlock } from './write-block.ts';

/** What was written, once all of it is on disk. */
export type Settled = { readonly sha256: string; readonly bytes: number };

/** A file that is being written under a name of its own. */
export type Draft = {
  readonly path: string;
  write(chunk: Uint8Array): void;
  /** Fills the room for the head and waits for the disk. Rejects with what the first failed write met. */
  settle(head?: Uint8Array): Promise<Settled>;
  readonly read: ReadAt;
  close(): Promise<void>;
  /** It was renamed: there is nothing left to remove. */
  placed(): void;
  /** Closes and removes it. Idempotent. */
  discard(): Promise<void>;
};

export type DraftOptions = {
  readonly folder: string;
  readonly maxBytes: number;
  /** Room before what is written. */
  readonly headBytes?: number;
  /** Opens the file for reading and writing; it must not be there yet. */
  readonly openFile?: (path: string) => Promise<FileHandle>;
};

const NAME = /^([0-9a-f]{8})-(\d+)-[0-9a-f-]{36}\.part$/;
/** Process ids mean something only on their own host, or in their own container, when several share the folder. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const ABANDONED_MS = 86_400_000;

/** The drafts of this process: one of its id that is not here was left by an earlier process of the same id. */
const own = new Set<string>();

/** True for the name of a draft whose process is gone, or, where that cannot be known, that was left alone for a day. */
export function isAbandoned(name: string, untouchedMs: number): boolean {
  const [, host, pid] = NAME.exec(name) ?? [];
  if (host === undefined || own.has(name)) return false;
  if (host !== HOST) return untouchedMs > ABANDONED_MS;
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

/** A name of this process that is not in use. */
export const draftName = (): string => `${HOST}-${process.pid}-${randomUUID()}.part`;

const openNew = (path: string): Promise<FileHandle> => open(path, 'wx+', 0o600);

/** Makes an empty draft in the folder. */
export async function openDraft({ folder, maxBytes, headBytes = 0, openFile = openNew }: DraftOptions): Promise<Draft> {
  const name = draftName();
  const path = join(folder, name);
  own.add(name);
  const handle = await openFile(path)
    .catch((thrown: unknown) => {
      if (existsSync(folder)) throw thrown;
      // Somebody cleared the data folder meanwhile.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return openFile(path);
    })
    .catch((thrown: unknown) => {
      own.delete(name);
      throw thrown;
    });
  const hash = createHash('sha256');
  let bytes = headBytes;
  let written = headBytes;
  let failure: { readonly thrown: unknown } | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const append = async (chunk: Uint8Array): Promise<void> => {
    if (failure === undefined) written = await writeAll(handle, chunk, written);
  };
  const block = createWriteBlock((chunk, free) => {
    writing = writing
      .then(() => append(chunk))
      .catch((thrown: unknown) => {
        failure ??= { thrown };
      })
      .finally(free);
  });

  const close = (): Promise<void> => {
    closing ??= writing.then(() => handle.close());
    return closing;
  };

  return {
    path,
    write(chunk) {
      if (failure !== undefined || chunk.byteLength === 0) return;
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        failure = { thrown: tooLarge(maxBytes) };
        return;
      }
      // What comes first is hashed first.
      if (headBytes === 0) hash.update(chunk);
      // It is copied: an engine may hand a view of memory that it uses again.
      block.push(chunk);
    },
    async settle(head = new Uint8Array(0)) {
      block.flush();
      await writing;
      if (failure !== undefined) throw failure.thrown;
      if (head.byteLength !== headBytes) throw new Error(`The head has ${head.byteLength} bytes, not ${headBytes}.`);
      if (headBytes > 0) {
        await writeAll(handle, head, 0);
        await hashFile(handle, hash);
      }
      // A name must not outlive a power cut that the content did not.
      await handle.datasync();
      return { sha256: hash.digest('hex'), bytes };
    },
    async read(at, length) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
    close,
    placed() {
      own.delete(name);
    },
    async discard() {
      await close().catch(() => undefined);
      await rm(path, { force: true });
      own.delete(name);
    },
  };
}

/** `write` may write less than it was given; on a disk that fills up it does so before it fails. Returns where it ended. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, start: number): Promise<number> {
  let rest = chunk;
  let at = start;
  while (rest.byteLength > 0) {
    const { bytesWritten } = await handle.write(rest, 0, rest.byteLength, at);
    at += bytesWritten;
    rest = rest.subarray(bytesWritten);
  }
  return at;
}

/** In pieces that take a fifth of a millisecond each: live sound of the same process goes on between them. */
const hashFile = (handle: FileHandle, hash: Hash): Promise<void> =>
  withBlock(async (piece) => {
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) return;
      hash.update(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
  });

const tooLarge = (maxBytes: number): ProviderError =>
  new ProviderError('internal', {
    message: `The media is larger than the ${maxBytes} bytes that artifacts may take.`,
    hint: 'Ask for less at once, or let the operator raise LLMKIT_ARTIFACT_BYTES.',
  });
