import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Opens a stored file of exactly this size; `undefined` when it is gone, cut, or no regular file. A link that somebody
 * put in its place is not followed, and a FIFO is not waited for.
 */
export async function openStored(path: string, bytes: number): Promise<FileHandle | undefined> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let handle: FileHandle;
  try {
    handle = await open(path, flags);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ELOOP')) {
      return undefined;
    }
    throw error;
  }
  try {
    const facts = await handle.stat();
    if (facts.isFile() && facts.size === bytes) return handle;
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
  await handle.close();
  return undefined;
}
