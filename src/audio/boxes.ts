import { latin1, viewOf } from './bytes.ts';

export type Box = { readonly type: string; readonly body: Uint8Array };

/** The boxes of an MP4 file (or inside of a box), as far as there are bytes. */
export function* boxesOf(bytes: Uint8Array): Generator<Box> {
  const view = viewOf(bytes);
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const short = view.getUint32(offset);
    const isLong = short === 1 && offset + 16 <= bytes.length;
    const head = isLong ? 16 : 8;
    // Zero: up to the end of the file.
    const size = isLong ? Number(view.getBigUint64(offset + 8)) : short === 0 ? bytes.length - offset : short;
    if (size < head) return;
    yield { type: latin1(bytes, offset + 4, 4), body: bytes.subarray(offset + head, offset + size) };
    offset += size;
  }
}

export function boxIn(bytes: Uint8Array, ...path: readonly string[]): Uint8Array | undefined {
  let inside: Uint8Array | undefined = bytes;
  for (const type of path) {
    const outer: Uint8Array | undefined = inside;
    if (outer === undefined) return undefined;
    inside = boxesOf(outer).find((box) => box.type === type)?.body;
  }
  return inside;
}

/** Seconds as `mvhd` says them, for a fragmented file as `mehd` does. */
export function movieSeconds(bytes: Uint8Array): number | undefined {
  const header = boxIn(bytes, 'moov', 'mvhd');
  if (header === undefined || header.length < 32) return undefined;
  const view = viewOf(header);
  const isLong = header[0] === 1;
  const timescale = view.getUint32(isLong ? 20 : 12);
  const own = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  const length = own === 0 || own === 0xffff_ffff ? fragmentsLength(bytes) : own;
  return length === undefined || timescale === 0 ? undefined : length / timescale;
}

function fragmentsLength(bytes: Uint8Array): number | undefined {
  const header = boxIn(bytes, 'moov', 'mvex', 'mehd');
  if (header === undefined || header.length < 8) return undefined;
  const view = viewOf(header);
  if (header[0] !== 1) return view.getUint32(4);
  return header.length < 12 ? undefined : Number(view.getBigUint64(4));
}

/** True when an MP4 file has a track of pictures. */
export function hasPictures(bytes: Uint8Array): boolean {
  const movie = boxIn(bytes, 'moov');
  return (
    movie !== undefined &&
    boxesOf(movie).some(({ type, body }) => {
      const handler = type === 'trak' ? boxIn(body, 'mdia', 'hdlr') : undefined;
      return handler !== undefined && latin1(handler, 8, 4) === 'vide';
    })
  );
}
