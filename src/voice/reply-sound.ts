import { wavHeader } from '../audio/wav.ts';
import type { Artifact, ArtifactWriter } from '../core/artifact.ts';

/** Before the samples in each file of ours. */
export const HEADER_BYTES = wavHeader(8_000, 0).byteLength;

/** The sound of one reply on its way into a file: a session never holds the whole of it. */
export class ReplySound {
  readonly #rate: number;
  readonly #open: () => Promise<ArtifactWriter>;
  #bytes = 0;
  #opening: Promise<ArtifactWriter> | undefined;
  #writer: ArtifactWriter | undefined;
  /** What came before the file was there; nothing once there is no file to be had. */
  #early: Uint8Array[] | undefined = [];

  /** `rate` in Hz. `open` makes the file, with room for a head of `HEADER_BYTES`, as soon as there is something for it. */
  constructor(rate: number, open: () => Promise<ArtifactWriter>) {
    this.#rate = rate;
    this.#open = open;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps what it is given until it is written. */
  push(pcm16: Uint8Array): void {
    this.#bytes += pcm16.byteLength;
    if (this.#writer !== undefined) {
      this.#writer.write(pcm16);
      return;
    }
    this.#early?.push(pcm16);
    if (this.#opening !== undefined) return;
    this.#opening = this.#begin();
    // Whoever keeps the reply hears of it.
    this.#opening.catch(() => {});
  }

  /** The whole reply as a WAV file; nothing where nothing came. Rejects when it could not be written. */
  async keep(): Promise<Artifact | undefined> {
    const kept = await this.#opening;
    const durationS = this.#bytes / 2 / this.#rate;
    return kept?.finish({ mimeType: 'audio/wav', durationS }, wavHeader(this.#rate, this.#bytes));
  }

  async #begin(): Promise<ArtifactWriter> {
    try {
      const opened = await this.#open();
      for (const piece of this.#early ?? []) opened.write(piece);
      this.#writer = opened;
      return opened;
    } finally {
      this.#early = undefined;
    }
  }
}
