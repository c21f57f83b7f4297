import { wavHeader } from '../audio/wav.ts';
import type { Artifact, ArtifactWriter } from '../core/artifact.ts';

/** The sound of one reply on its way into a file: a session never holds the whole of it. */
export type ReplySound = {
  readonly bytes: number;
  /** Keeps what it is given until it is written. */
  push(pcm16: Uint8Array): void;
  /** The whole reply as a WAV file; nothing where nothing came. Rejects when it could not be written. */
  keep(): Promise<Artifact | undefined>;
};

/** Before the samples in each file of ours. */
export const HEADER_BYTES = wavHeader(8_000, 0).byteLength;

/** `rate` in Hz. `open` makes the file, with room for a head of `HEADER_BYTES`, as soon as there is something for it. */
export function createReplySound(rate: number, open: () => Promise<ArtifactWriter>): ReplySound {
  let bytes = 0;
  let opening: Promise<ArtifactWriter> | undefined;
  let writer: ArtifactWriter | undefined;
  /** What came before the file was there; nothing once there is no file to be had. */
  let early: Uint8Array[] | undefined = [];

  const begin = async (): Promise<ArtifactWriter> => {
    try {
      const opened = await open();
      for (const piece of early ?? []) opened.write(piece);
      writer = opened;
      return opened;
    } finally {
      early = undefined;
    }
  };

  return {
    get bytes() {
      return bytes;
    },
    push(pcm16) {
      bytes += pcm16.byteLength;
      if (writer !== undefined) return writer.write(pcm16);
      early?.push(pcm16);
      if (opening !== undefined) return;
      opening = begin();
      // Whoever keeps the reply hears of it.
      opening.catch(() => {});
    },
    async keep() {
      const kept = await opening;
      return kept?.finish({ mimeType: 'audio/wav', durationS: bytes / 2 / rate }, wavHeader(rate, bytes));
    },
  };
}
