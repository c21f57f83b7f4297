import { encodeWav } from '../../src/audio/wav.ts';

/** A WAV file of a 440 Hz tone. */
export function toneWav(seconds: number, rate = 16_000): Uint8Array {
  const samples = Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) =>
    Math.sin((2 * Math.PI * 440 * index) / rate),
  );
  return encodeWav({ samples, rate });
}
