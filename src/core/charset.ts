/** A text with the character set that it was read in. */
export type Decoded = { readonly text: string; readonly encoding: string };

/**
 * Reads bytes as text: a byte order mark decides, else valid UTF-8 with a letter beyond ASCII in it, else the declared
 * charset, else what the bytes look like. Never fails: the last resort knows every byte.
 */
export function decodeText(bytes: Uint8Array, declared?: string): Decoded {
  const marked = byMark(bytes);
  if (marked === 'utf-32le' || marked === 'utf-32be') return { text: decodeUtf32(bytes, marked), encoding: marked };
  if (marked !== undefined) return decode(bytes, marked) ?? lenient(bytes, marked);
  const isAscii = bytes.every((byte) => byte < 0x80);
  const utf8 = decode(bytes, 'utf-8');
  if (utf8 !== undefined && !isAscii) return utf8;
  const named = declared === undefined ? undefined : decode(bytes, declared);
  return named ?? decodeWide(bytes) ?? utf8 ?? lenient(bytes, 'windows-1252');
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
