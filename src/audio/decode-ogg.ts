import { ProviderError } from '../core/errors.ts';
import { latin1 } from './bytes.ts';
import { OGG_HEADS, type OggPage, soundPages } from './ogg.ts';
import type { Block } from './sink.ts';

const MAX_CHANNELS = 8;

type PageDecoder = {
  readonly ready: Promise<void>;
  decode(page: Uint8Array): Promise<Decoded> | Decoded;
  flush(): Promise<Decoded>;
  free(): void;
};
type Decoded = { readonly channelData: Float32Array[]; readonly samplesDecoded: number; readonly sampleRate: number };

export async function* opusBlocks(bytes: Uint8Array): AsyncGenerator<Block> {
  const { OggOpusDecoder } = await import('ogg-opus-decoder');
  yield* pageBlocks(soundPages(bytes, OGG_HEADS.opus), new OggOpusDecoder(), 9);
}

export async function* vorbisBlocks(bytes: Uint8Array): AsyncGenerator<Block> {
  const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
  yield* pageBlocks(soundPages(bytes, OGG_HEADS.vorbis), new OggVorbisDecoder(), 11);
}

/** A page at a time: a page has at most 255 packets, so even one made to swell stays small. */
async function* pageBlocks(pages: Iterable<OggPage>, decoder: PageDecoder, channelsAt: number): AsyncGenerator<Block> {
  await decoder.ready;
  try {
    let hasBegun = false;
    for (const page of pages) {
      if (page.isFirst) {
        refuseManyChannels(page, channelsAt);
        // Otherwise the decoder would end the stream before only when it has taken, and then lost, this page.
        if (hasBegun) yield* blockOf(await decoder.flush());
        hasBegun = true;
      }
      yield* blockOf(await decoder.decode(page.bytes));
    }
    yield* blockOf(await decoder.flush());
  } finally {
    decoder.free();
  }
}

function refuseManyChannels({ pieces }: OggPage, channelsAt: number): void {
  const channels = pieces[0]?.[channelsAt] ?? 0;
  if (channels >= 1 && channels <= MAX_CHANNELS) return;
  throw new ProviderError('invalid_input', { message: `The audio says that it has ${channels} channels.` });
}

function* blockOf({ channelData, samplesDecoded, sampleRate }: Decoded): Generator<Block> {
  if (samplesDecoded > 0) yield { channels: channelData, rate: sampleRate };
}

/** The whole packets of FLAC in Ogg that are frames of sound. */
export function* flacPackets(bytes: Uint8Array): Generator<Uint8Array> {
  let open: Uint8Array[] = [];
  for (const { pieces, isContinued, isOpen } of soundPages(bytes, OGG_HEADS.flac)) {
    if (!isContinued) open = [];
    for (const [index, piece] of pieces.entries()) {
      // The rest of a packet whose beginning was lost.
      if (index === 0 && isContinued && open.length === 0) continue;
      open.push(piece);
      if (isOpen && index === pieces.length - 1) continue;
      const packet = open.length === 1 ? piece : Buffer.concat(open);
      open = [];
      if (latin1(packet, 0, 1) === '\xff') yield packet;
    }
  }
}
