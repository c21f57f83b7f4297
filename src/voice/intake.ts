import { pcm16Of } from '../audio/wav.ts';
import type { Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';

/** Decodes a file to mono at the rate, or throws what is wrong with it. */
export type DecodeAudio = (
  media: Media,
  options: { readonly signal: AbortSignal; readonly rate: number; readonly maxSeconds: number },
) => Promise<Pcm>;

type Decoded = (
  media: Media,
  options: { readonly signal: AbortSignal; readonly maxSeconds: number },
) => Promise<Uint8Array>;

/** Files as 16-bit samples at the rate (Hz), in the order in which they were given, whichever takes longer to decode. */
export function createIntake(decode: DecodeAudio, rate: number): Decoded {
  let last: Promise<unknown> = Promise.resolve();
  return async (media, options) => {
    const before = last;
    const mine = decode(media, { ...options, rate });
    last = Promise.allSettled([before, mine]);
    const { samples } = await mine;
    await before;
    return pcm16Of(samples);
  };
}
