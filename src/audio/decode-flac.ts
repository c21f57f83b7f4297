import { ProviderError } from '../core/errors.ts';
import { flacPackets } from './decode-ogg.ts';
import { type FlacFrame, flacFrames, flacHeaderAt, readFlac, type StreamInfo } from './flac-frames.ts';
import type { Block } from './sink.ts';

/** Samples decoded at once. A frame can hold half a million in a few bytes, so frames are counted by what they become. */
const BATCH = 262_144;

const unknownInfo: StreamInfo = { rate: 0, channels: 0, bits: 0, samples: 0 };

export async function* flacBlocks(bytes: Uint8Array): AsyncGenerator<Block> {
  const file = readFlac(bytes);
  if (file === undefined)
    throw new ProviderError('invalid_input', { message: 'The FLAC file has no readable header.' });
  yield* frameBlocks(flacFrames(bytes, file.frames, file.info));
}

export async function* oggFlacBlocks(bytes: Uint8Array): AsyncGenerator<Block> {
  yield* frameBlocks(packetFrames(bytes));
}

function* packetFrames(bytes: Uint8Array): Generator<FlacFrame> {
  for (const packet of flacPackets(bytes)) {
    const header = flacHeaderAt(packet, 0, unknownInfo);
    if (header !== undefined) yield { ...header, bytes: packet };
  }
}

async function* frameBlocks(frames: Iterable<FlacFrame>): AsyncGenerator<Block> {
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    for (const { rate, batch } of batchesOf(frames)) {
      const { channelData, samplesDecoded } = await decoder.decodeFrames(batch);
      if (samplesDecoded > 0) yield { channels: channelData, rate };
    }
  } finally {
    decoder.free();
  }
}

function* batchesOf(frames: Iterable<FlacFrame>): Generator<{ readonly rate: number; readonly batch: Uint8Array[] }> {
  let batch: Uint8Array[] = [];
  let size = 0;
  let last: FlacFrame | undefined;
  for (const frame of frames) {
    const isAlike = last?.rate === frame.rate && last.channels === frame.channels;
    if (last !== undefined && (!isAlike || size >= BATCH)) {
      yield { rate: last.rate, batch };
      batch = [];
      size = 0;
    }
    batch.push(frame.bytes);
    size += frame.samples * frame.channels;
    last = frame;
  }
  if (last !== undefined) yield { rate: last.rate, batch };
}
