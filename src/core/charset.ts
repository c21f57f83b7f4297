import { analyse } from 'chardet';

/** A text with the character set that it was read in. */
export type Decoded = { readonly text: string; readonly encoding: string };

/**
 * Reads bytes as text: a byte order mark decides, else UTF-8 with a letter beyond ASCII in it (a few broken letters do not count
 * against many whole ones), else the declared charset, else what the bytes look like. Never fails: the last resort knows every
 * byte.
 */
export function decodeText(bytes: Uint8Array, declared?: string): Decoded {
  const marked = byMark(bytes);
  if (marked === 'utf-32le' || marked === 'utf-32be') return { text: decodeUtf32(bytes, marked), encoding: marked };
  if (marked !== undefined) return decode(bytes, marked) ?? lenient(bytes, marked);
  const isAscii = bytes.every((byte) => byte < 0x80);
  const utf8 = decode(bytes, 'utf-8');
  if (utf8 !== undefined && !isAscii) return utf8;
  if (utf8 === undefined && isMostlyUtf8(bytes)) return lenient(bytes, 'utf-8');
  const named = declared === undefined ? undefined : decode(bytes, declared);
  const known = named ?? decodeWide(bytes) ?? utf8;
  if (known !== undefined) return known;
  return decode(bytes, likelyCharset(bytes)) ?? lenient(bytes, 'windows-1252');
}

/** Letters of more than one byte in UTF-8 against one that is broken: a file that was cut, or that two programs wrote to. */
const WHOLE_TO_BROKEN = 4;

function isMostlyUtf8(bytes: Uint8Array): boolean {
  let whole = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length =
      first < 0x80
        ? 1
        : first >= 0xc2 && first < 0xe0
          ? 2
          : first >= 0xe0 && first < 0xf0
            ? 3
            : first >= 0xf0 && first < 0xf5
              ? 4
              : 0;
    let next = 1;
    while (next < length && ((bytes[at + next] ?? 0) & 0xc0) === 0x80) next += 1;
    if (length === 0 || next < length) broken += 1;
    else if (length > 1) whole += 1;
    at += next;
  }
  return whole >= WHOLE_TO_BROKEN * broken;
}

/** Charsets of other alphabets, by how sure one must be. Those of Latin letters differ in too few of them to be told apart. */
const SURE: Readonly<Record<string, number>> = {
  GB18030: 90,
  Big5: 90,
  Shift_JIS: 90,
  'EUC-JP': 90,
  'EUC-KR': 90,
  'ISO-2022-JP': 90,
  'windows-1251': 30,
  'KOI8-R': 30,
  'ISO-8859-5': 30,
  'windows-1253': 40,
  'ISO-8859-7': 40,
  'windows-1255': 40,
  'ISO-8859-8': 40,
  'windows-1256': 40,
};
const SAMPLE = 20_000;

function likelyCharset(bytes: Uint8Array): string {
  const [best] = analyse(bytes.subarray(0, SAMPLE));
  return best !== undefined && best.confidence >= (SURE[best.name] ?? Number.POSITIVE_INFINITY)
    ? best.name
    : 'windows-1252';
}

function byMark(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'utf-32le' : 'utf-16le';
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'utf-32be';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

/** Nobody's decoder reads it, and few programs write it. */
function decodeUtf32(bytes: Uint8Array, encoding: 'utf-32le' | 'utf-32be'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 4; at + 4 <= bytes.byteLength; at += 4) {
    const code = view.getUint32(at, encoding === 'utf-32le');
    text += code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
  }
  return text;
}

/** UTF-16 without a mark: in most texts every second byte is zero. */
function decodeWide(bytes: Uint8Array): Decoded | undefined {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (odd > 0.4 * half && even < 0.05 * half) return decode(bytes, 'utf-16le');
  if (even > 0.4 * half && odd < 0.05 * half) return decode(bytes, 'utf-16be');
  return undefined;
}

/** `undefined` when the bytes are not of that charset, or nobody knows it. */
function decode(bytes: Uint8Array, label: string): Decoded | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    return { text: decoder.decode(bytes), encoding: decoder.encoding };
  } catch {
    return undefined;
  }
}

const lenient = (bytes: Uint8Array, label: string): Decoded => ({
  text: new TextDecoder(label).decode(bytes),
  encoding: label,
});

/** The `charset=` of a MIME type, a `<meta>` element or an XML declaration, which all stand in ASCII at the beginning. */
export function declaredCharset(mimeType: string, bytes: Uint8Array): string | undefined {
  const inType = /charset="?([\w.:-]+)/iu.exec(mimeType)?.[1];
  if (inType !== undefined) return inType;
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return (/<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w.:-]+)/iu.exec(head) ??
    /^<\?xml[^>]{0,100}encoding=["']([\w.:-]+)/iu.exec(head))?.[1];
}
