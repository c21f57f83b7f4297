import type { Pcm } from '../core/audio.ts';
import { resample } from './resample.ts';

const RATES = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;
export const BITRATES = [16, 24, 32, 48, 64, 96, 128] as const;
/** Samples a call of the encoder. */
const BLOCK = 57_600;

/** MP3 of one channel with a constant bit rate (kbit/s), at the nearest rate that MP3 has. Blocks: call it in a worker. */
export async function encodeMp3(pcm: Pcm, kbps: number): Promise<Uint8Array> {
  const { createMp3Encoder } = await import('wasm-media-encoders');
  const encoder = await createMp3Encoder();
  const rate = RATES.find((known) => known >= pcm.rate) ?? 48_000;
  const { samples } = resample(pcm, rate);
  encoder.configure({
    sampleRate: rate,
    channels: 1,
    bitrate: BITRATES.find((known) => known >= kbps) ?? 128,
    outputSampleRate: rate,
  });
  const pieces: Uint8Array[] = [];
  // The encoder keeps its output's memory, hence the copies.
  for (let start = 0; start < samples.length; start += BLOCK) {
    pieces.push(encoder.encode([samples.subarray(start, start + BLOCK)]).slice());
  }
  pieces.push(encoder.finalize().slice());
  return new Uint8Array(Buffer.concat(pieces));
}
