import { wavHeader } from '../audio/wav.ts';
import type { Artifact, ArtifactWriter } from '../core/artifact.ts';

/** The sound of one reply, on its way into a file. */
export type ReplySound = {
  readonly bytes: number;
  push(pcm16: Uint8Array): void;
  /** The whole reply as a WAV file; nothing where nothing came. Rejects when it could not be written. */
  keep(): Promise<Artifact | undefined>;
};

/** Before the samples in each file of ours. */
export const HEADER_BYTES = wavHeader(8_000, 0).byteLength;
/** Goes to the disk at a time: 1.3 s, so that a session holds no more of a reply than that, however long it is. */
const FRAMES_A_BLOCK = 64;
const FRAME_MS = 20;

/** `rate` in Hz. `open` makes the file, with room for a head of `HEADER_BYTES`, as soon as there is something for it. */
export function createReplySound(rate: number, open: () => Promise<ArtifactWriter>): ReplySound {
  const blockBytes = 2 * Math.round((rate * FRAME_MS) / 1000) * FRAMES_A_BLOCK;
  let block: Uint8Array | undefined;
  let filled = 0;
  let bytes = 0;
  let opening: Promise<ArtifactWriter> | undefined;
  let writer: ArtifactWriter | undefined;
  /** What came before the file was there. */
  let early: Uint8Array[] = [];
  let hasFailed = false;

  const begin = async (): Promise<ArtifactWriter> => {
    try {
      const opened = await open();
      for (const piece of early) opened.write(piece);
      writer = opened;
      return opened;
    } catch (thrown) {
      hasFailed = true;
      throw thrown;
    } finally {
      early = [];
    }
  };

  const flush = (): void => {
    if (block === undefined || filled === 0) return;
    const piece = block.subarray(0, filled);
    filled = 0;
    // The writer copies what it is given.
    if (writer !== undefined) writer.write(piece);
    else if (!hasFailed) early.push(piece.slice());
    opening ??= begin();
    // Whoever keeps the reply hears of it.
    opening.catch(() => {});
  };

  return {
    get bytes() {
      return bytes;
    },
    push(pcm16) {
      block ??= new Uint8Array(blockBytes);
      bytes += pcm16.byteLength;
      for (let at = 0; at < pcm16.byteLength; ) {
        const taken = Math.min(pcm16.byteLength - at, blockBytes - filled);
        block.set(taken === pcm16.byteLength ? pcm16 : pcm16.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled === blockBytes) flush();
      }
    },
    async keep() {
      flush();
      const kept = await opening;
      return kept?.finish({ mimeType: 'audio/wav', durationS: bytes / 2 / rate }, wavHeader(rate, bytes));
    },
  };
}
