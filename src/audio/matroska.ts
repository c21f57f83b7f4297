import { viewOf } from './bytes.ts';

const SEGMENT = 0x1853_8067;
const INFO = 0x1549_a966;
const TIMESTAMP_SCALE = 0x2a_d7b1;
const DURATION = 0x4489;
const NANOSECONDS = 1e9;
const DEFAULT_SCALE = 1_000_000;

type Element = { readonly id: number; readonly body: Uint8Array };

/** The elements inside of these bytes, as far as there are bytes. One of unknown size reaches to the end. */
function* elementsOf(bytes: Uint8Array): Generator<Element> {
  for (let offset = 0; offset < bytes.length; ) {
    const id = numberAt(bytes, offset, true);
    if (id === undefined) return;
    const size = numberAt(bytes, offset + id.length, false);
    if (size === undefined) return;
    const start = offset + id.length + size.length;
    const isUnknown = size.value === 2 ** (7 * size.length) - 1;
    const end = isUnknown ? bytes.length : start + size.value;
    yield { id: id.value, body: bytes.subarray(start, end) };
    offset = end;
  }
}

/** EBML's numbers say their own length by leading zeros; ids keep the marking bit. */
function numberAt(
  bytes: Uint8Array,
  offset: number,
  keepsMark: boolean,
): { readonly value: number; readonly length: number } | undefined {
  const first = bytes[offset] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || offset + length > bytes.length) return undefined;
  let value = keepsMark ? first : first & (0xff >> length);
  for (let index = 1; index < length; index++) value = value * 256 + (bytes[offset + index] ?? 0);
  return { value, length };
}

const within = (bytes: Uint8Array, id: number): Uint8Array | undefined =>
  elementsOf(bytes).find((element) => element.id === id)?.body;

/** Seconds as a WebM or Matroska file says them. Recorders of browsers leave it out. */
export function matroskaSeconds(bytes: Uint8Array): number | undefined {
  const info = within(within(bytes, SEGMENT) ?? new Uint8Array(), INFO) ?? new Uint8Array();
  const duration = within(info, DURATION);
  if (duration === undefined || (duration.length !== 4 && duration.length !== 8)) return undefined;
  const view = viewOf(duration);
  const ticks = duration.length === 4 ? view.getFloat32(0) : view.getFloat64(0);
  const scale = within(info, TIMESTAMP_SCALE)?.reduce((value, byte) => value * 256 + byte, 0) ?? DEFAULT_SCALE;
  return (ticks * scale) / NANOSECONDS;
}
