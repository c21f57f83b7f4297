import { ProviderError } from '../core/errors.ts';
import type { RawSound } from './raw-sound.ts';
import { codecOf, readRiff, sampleBytesOf } from './riff.ts';
import { channelsOf, type SampleLayout } from './samples.ts';
import type { Block } from './sink.ts';

/** Sample frames a block: bounds the memory beside the result. */
const BLOCK_FRAMES = 32_768;

export function* wavBlocks(bytes: Uint8Array): Generator<Block> {
  const riff = readRiff(bytes);
  if (riff === undefined) {
    throw new ProviderError('invalid_input', { message: 'The WAV file has no readable format or no data.' });
  }
  const codec = codecOf(riff);
  if (codec === 'mpeg' || codec === 'other') {
    throw new ProviderError('unsupported', {
      message: `The WAV file holds sound of another kind (format ${riff.tag}).`,
    });
  }
  const layout: SampleLayout = { codec, bytes: sampleBytesOf(riff) };
  yield* blocksOf(riff.data, riff, layout);
}

export function* rawBlocks(bytes: Uint8Array, sound: RawSound): Generator<Block> {
  const { kind, isBigEndian } = sound;
  const layout: SampleLayout = kind === 'pcm' ? { codec: 'integer', bytes: 2, isBigEndian } : { codec: kind, bytes: 1 };
  yield* blocksOf(bytes, sound, layout);
}

function* blocksOf(
  data: Uint8Array,
  { channels, rate }: { readonly channels: number; readonly rate: number },
  layout: SampleLayout,
): Generator<Block> {
  const stride = layout.bytes * channels;
  for (let start = 0; start + stride <= data.length; start += BLOCK_FRAMES * stride) {
    yield { channels: channelsOf(data.subarray(start, start + BLOCK_FRAMES * stride), channels, layout), rate };
  }
}
