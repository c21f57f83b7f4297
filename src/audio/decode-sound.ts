import type { Pcm } from '../core/audio.ts';
import { ProviderError } from '../core/errors.ts';
import { flacBlocks, oggFlacBlocks } from './decode-flac.ts';
import { mpegBlocks } from './decode-mpeg.ts';
import { opusBlocks, vorbisBlocks } from './decode-ogg.ts';
import { rawBlocks, wavBlocks } from './decode-wav.ts';
import type { RawSound } from './raw-sound.ts';
import { readRiff } from './riff.ts';
import { type Block, Sink, type SinkOptions } from './sink.ts';
import type { SoundKind } from './sniff.ts';

/** One file on its way through its decoder. */
export type DecodeJob = {
  readonly bytes: Uint8Array;
  readonly kind: SoundKind;
  readonly raw?: RawSound;
  readonly limits: Omit<SinkOptions, 'bytes'>;
};

type Decoder = (bytes: Uint8Array) => Iterable<Block> | AsyncIterable<Block>;

const DECODERS: Partial<Readonly<Record<SoundKind, Decoder>>> = {
  wav: wavBlocks,
  'wav-mp3': (bytes) => mpegBlocks(readRiff(bytes)?.data ?? bytes),
  mp3: mpegBlocks,
  flac: flacBlocks,
  'ogg-flac': oggFlacBlocks,
  'ogg-opus': opusBlocks,
  'ogg-vorbis': vorbisBlocks,
};

/** True for what this server decodes by itself. */
export const isDecodable = (kind: SoundKind): boolean =>
  DECODERS[kind] !== undefined || kind === 'pcm' || kind === 'mulaw' || kind === 'alaw';

/** Decodes, mixes and resamples a file. Throws `invalid_input` for what holds no sound or too much of it. */
export async function decodeSound({ bytes, kind, raw, limits }: DecodeJob): Promise<Pcm> {
  const blocks = raw === undefined ? DECODERS[kind]?.(bytes) : rawBlocks(bytes, raw);
  if (blocks === undefined) throw new ProviderError('unsupported', { message: `No decoder for ${kind}.` });
  const sink = new Sink({ ...limits, bytes: bytes.length });
  const damage = await drained(blocks, sink);
  const pcm = sink.end();
  if (pcm.samples.length > 0) return pcm;
  throw new ProviderError('invalid_input', {
    message: `No sound could be decoded: the ${kind.split('-').at(-1)} audio is empty or damaged.`,
    cause: damage,
  });
}

/** What was decoded before a decoder stumbled counts; what a limit or a header says does not. */
async function drained(blocks: Iterable<Block> | AsyncIterable<Block>, sink: Sink): Promise<unknown> {
  try {
    for await (const block of blocks) sink.push(block);
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    return error;
  }
}
