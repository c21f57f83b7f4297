import { type Frame, framesOf, mpegFrameAt } from './mpeg-frames.ts';
import type { Block } from './sink.ts';

/** Bytes handed to the decoder at once. */
const BATCH = 32_768;

/**
 * MPEG audio, layers I to III. Only whole frames reach the decoder, so that damage in the middle costs the frames that it hit:
 * given what lies between frames, the decoder may never come back.
 */
export async function* mpegBlocks(bytes: Uint8Array): AsyncGenerator<Block> {
  const { MPEGDecoder } = await import('mpg123-decoder');
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    for (const { start, end, rate } of runsOf(framesOf(bytes, mpegFrameAt))) {
      const { channelData, samplesDecoded } = decoder.decode(bytes.subarray(start, end));
      if (samplesDecoded > 0) yield { channels: sameChannels(channelData), rate };
    }
  } finally {
    decoder.free();
  }
}

type Run = { readonly start: number; readonly end: number; readonly rate: number };

/** Frames of one rate that touch one another, a batch at a time. */
function* runsOf(frames: Iterable<Frame>): Generator<Run> {
  let run: Run | undefined;
  for (const { offset, bytes, rate } of frames) {
    if (run !== undefined && run.end === offset && run.rate === rate && offset + bytes - run.start <= BATCH) {
      run = { ...run, end: offset + bytes };
    } else {
      if (run !== undefined) yield run;
      run = { start: offset, end: offset + bytes, rate };
    }
  }
  if (run !== undefined) yield run;
}

/** The decoder gives two channels always; for mono both are the same, and mixing them would be work for nothing. */
function sameChannels([left, right]: readonly Float32Array[]): readonly Float32Array[] {
  if (left === undefined || right === undefined) return [];
  return left.every((value, index) => value === right[index]) ? [left] : [left, right];
}
