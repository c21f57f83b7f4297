/** `type/subtype` of a Content-Type, lower-case, without parameters. */
export const essence = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const BY_EXTENSION: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  html: 'text/html',
  htm: 'text/html',
  xml: 'application/xml',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  epub: 'application/epub+zip',
  rtf: 'application/rtf',
  eml: 'message/rfc822',
  msg: 'application/vnd.ms-outlook',
  mbox: 'application/mbox',
  zip: 'application/zip',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  svg: 'image/svg+xml',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

/** Other names that senders give to the same types, and types that no file name stands for. */
const EXTENSION_OF: Readonly<Record<string, string>> = {
  'text/calendar': 'ics',
  'text/vcard': 'vcf',
  'audio/basic': 'au',
  'audio/l16': 'pcm',
  'audio/mp3': 'mp3',
  'audio/opus': 'opus',
  'audio/pcm': 'pcm',
  'audio/vnd.wave': 'wav',
  'audio/wave': 'wav',
  'audio/webm': 'webm',
  'audio/x-flac': 'flac',
  'audio/x-m4a': 'm4a',
  'audio/x-wav': 'wav',
  'image/jpg': 'jpg',
  'text/xml': 'xml',
};

/** The usual ending of a file of this type, without a dot; `bin` for a type that is not known. */
export function extensionOf(mimeType: string): string {
  const type = essence(mimeType);
  const known = Object.entries(BY_EXTENSION).find(([, named]) => named === type)?.[0];
  return known ?? (Object.hasOwn(EXTENSION_OF, type) ? (EXTENSION_OF[type] ?? 'bin') : 'bin');
}

const ZIP_FAMILY = new Set(['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'epub', 'zip']);

type Magic = { readonly at: number; readonly bytes: string; readonly type: string };

/** First bytes, latin-1. The more particular of two comes first. */
const MAGIC: readonly Magic[] = [
  { at: 0, bytes: '%PDF-', type: 'application/pdf' },
  { at: 0, bytes: '\x89PNG\r\n\x1a\n', type: 'image/png' },
  { at: 0, bytes: '\xff\xd8\xff', type: 'image/jpeg' },
  { at: 0, bytes: 'GIF8', type: 'image/gif' },
  { at: 8, bytes: 'WEBP', type: 'image/webp' },
  { at: 8, bytes: 'WAVE', type: 'audio/wav' },
  { at: 0, bytes: 'fLaC', type: 'audio/flac' },
  { at: 0, bytes: 'OggS', type: 'audio/ogg' },
  { at: 0, bytes: 'ID3', type: 'audio/mpeg' },
  { at: 0, bytes: '\xff\xfb', type: 'audio/mpeg' },
  { at: 0, bytes: '\xff\xf3', type: 'audio/mpeg' },
  { at: 0, bytes: '\xff\xf2', type: 'audio/mpeg' },
  { at: 0, bytes: '\xff\xfa', type: 'audio/mpeg' },
  { at: 0, bytes: '\xff\xf1', type: 'audio/aac' },
  { at: 0, bytes: '\xff\xf9', type: 'audio/aac' },
  { at: 4, bytes: 'ftypM4A', type: 'audio/mp4' },
  { at: 4, bytes: 'ftypavif', type: 'image/avif' },
  { at: 4, bytes: 'ftyphei', type: 'image/heic' },
  { at: 4, bytes: 'ftypqt', type: 'video/quicktime' },
  { at: 4, bytes: 'ftyp', type: 'video/mp4' },
  { at: 0, bytes: '\x1aE\xdf\xa3', type: 'video/webm' },
  { at: 0, bytes: 'II*\0', type: 'image/tiff' },
  { at: 0, bytes: 'MM\0*', type: 'image/tiff' },
  { at: 0, bytes: '{\\rtf', type: 'application/rtf' },
  { at: 0, bytes: 'PK\x03\x04', type: 'application/zip' },
];

/** The type of bytes: by what they are, then by the file's name, then by what the sender claimed. */
export function mediaTypeOf(bytes: Uint8Array, name?: string, claimedType?: string): string {
  const head = Buffer.from(bytes.subarray(0, 32)).toString('latin1');
  const magic = MAGIC.find(({ at, bytes: expected }) => head.startsWith(expected, at))?.type;
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
  const byName = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  const claim = essence(claimedType);
  // Office files, e-books and archives share one signature; the name or the sender tells them apart.
  if (magic === 'application/zip') {
    if (ZIP_FAMILY.has(extension) && byName !== undefined) return byName;
    return Object.values(BY_EXTENSION).includes(claim) && claim.startsWith('application/') ? claim : magic;
  }
  if (magic !== undefined) return magic;
  if (byName !== undefined && !ZIP_FAMILY.has(extension)) return byName;
  // The rate of raw sound stands in a parameter, and nowhere else.
  if (claim.startsWith('audio/')) return claimedType?.trim() ?? claim;
  if (claim !== '' && claim !== 'application/octet-stream') return claim;
  return looksLikeText(bytes) ? 'text/plain' : 'application/octet-stream';
}

function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096);
  if (sample.includes(0)) return false;
  // The last character of a sample may be cut; a fatal decoder in stream mode forgives that alone.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
