/** One part of a `multipart/form-data` answer. */
export type MultipartPart = {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly bytes: Uint8Array;
};

/**
 * The parts of a multipart answer, by the boundary that its Content-Type names; `undefined` where that names none, the
 * first line is no boundary, or the closing one is missing: then it was cut.
 */
export function multipartParts(
  bytes: Uint8Array,
  contentType: string | undefined,
): readonly MultipartPart[] | undefined {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType ?? '');
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return undefined;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = Buffer.from(`--${name}`);
  const parts: MultipartPart[] = [];
  let start = body.indexOf(mark);
  if (start === -1) return undefined;
  for (;;) {
    start += mark.length;
    if (body.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start);
    if (next === -1) return undefined;
    const part = partOf(body.subarray(start, next));
    if (part !== undefined) parts.push(part);
    start = next + 2;
  }
}

/** A part without the line end after its boundary. */
function partOf(section: Buffer): MultipartPart | undefined {
  const head = section.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const lines = section.subarray(0, head).toString('utf8').split('\r\n');
  const headerOf = (wanted: string): string | undefined =>
    lines.map((line) => /^([\w-]+):\s*(.*)$/.exec(line)).find((match) => match?.[1]?.toLowerCase() === wanted)?.[2];
  return {
    name: /\bname="([^"]*)"/.exec(headerOf('content-disposition') ?? '')?.[1],
    type: headerOf('content-type'),
    bytes: section.subarray(head + 4),
  };
}
