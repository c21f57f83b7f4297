import { extname } from 'node:path';
import { ProviderError } from '../core/errors.ts';
import { oleFormat, type PackedFormat, packedFormat } from './container.ts';

export type Format =
  | 'pdf'
  | 'html'
  | 'markdown'
  | 'notebook'
  | 'csv'
  | 'text'
  | 'image'
  | 'rtf'
  | 'eml'
  | 'mbox'
  | 'msg'
  | PackedFormat;

const SUPPORTED =
  'PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, RTF, EPUB, EML, MSG, MBOX, HTML, Markdown, Jupyter notebooks, CSV and TSV, and plain text of any kind (source code, JSON, XML, logs)';

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.pdf': 'pdf',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.ipynb': 'notebook',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.eml': 'eml',
  '.mht': 'eml',
  '.mhtml': 'eml',
  '.mbox': 'mbox',
};

const BY_TYPE: Readonly<Record<string, Format>> = {
  'application/pdf': 'pdf',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'application/x-ipynb+json': 'notebook',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'message/rfc822': 'eml',
  'multipart/related': 'eml',
  'application/mbox': 'mbox',
};

/** Formats that are known by their first bytes, and that nothing here reads. */
const UNREADABLE: readonly { readonly name: string; readonly magic: string }[] = [
  { name: 'gzip archive', magic: '\x1f\x8b' },
  { name: '7-Zip archive', magic: "7z\xbc\xaf'\x1c" },
  { name: 'RAR archive', magic: 'Rar!' },
  { name: 'program', magic: '\x7fELF' },
  { name: 'program', magic: 'MZ\x90' },
  { name: 'SQLite database', magic: 'SQLite format 3\0' },
];

const IMAGES = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF8', 'II*\0', 'MM\0*'];

const isPicture = (head: string): boolean =>
  IMAGES.some((magic) => head.startsWith(magic)) ||
  (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') ||
  // Two letters are no signature; a bitmap has four zeros after its length.
  (head.startsWith('BM') && head.slice(6, 10) === '\0\0\0\0');

/** What the bytes are, judged by themselves first: a name or type that disagrees with them is an error, not a hint. */
export function formatOf(bytes: Uint8Array, mimeType: string, name: string | undefined): Format {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  const extension = extname(name ?? '').toLowerCase();
  const claimed = BY_EXTENSION[extension] ?? BY_TYPE[type];
  // The specification allows other bytes before the header; readers look for it in the first 1,024.
  if (head.includes('%PDF-')) return 'pdf';
  if (isPicture(head)) return 'image';
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return packedFormat(bytes);
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return oleFormat(bytes);
  if (head.startsWith('{\\rtf')) return 'rtf';
  const unreadable = UNREADABLE.find(({ magic }) => head.startsWith(magic));
  if (unreadable !== undefined) throw unsupported(`This is a ${unreadable.name}, which cannot be parsed.`);
  if (claimed === 'pdf') {
    throw new ProviderError('invalid_input', {
      message: `${name === undefined ? 'It' : `"${name.slice(-80)}"`} is called a PDF, but its content is not one.`,
      hint: 'Check the file; a text file needs the extension .txt or .md.',
    });
  }
  if (isBinary(bytes)) throw unsupported('This is a binary file of an unknown kind.');
  if (claimed !== undefined) return claimed;
  if (extension === '' && isMail(head)) return head.startsWith('From ') ? 'mbox' : 'eml';
  return /^(?:\uFEFF|\xef\xbb\xbf)?\s*(?:<!doctype html|<html[\s>])/iu.test(head) ? 'html' : 'text';
}

/** Begins with header fields, two of which only mail has. */
const isMail = (head: string): boolean =>
  /^(?:From |[A-Za-z][\w-]*:)/u.test(head) &&
  new Set(head.match(/^(?:from|to|subject|date|received|message-id|mime-version|return-path):/gimu)).size >= 2;

/** Byte order marks of UTF-16 and UTF-32, whose texts have zeros. */
const WIDE_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0, 0, 0xfe, 0xff],
];

/** Control bytes that no text has. UTF-16 has zeros, but a mark before them or only in every second place. */
function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 8192);
  if (WIDE_MARKS.some((mark) => mark.every((byte, index) => sample[index] === byte))) return false;
  let controls = 0;
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1b && byte !== 0x1a)) controls += 1;
  });
  const [even = 0, odd = 0] = zeros;
  const isWide = Math.max(even, odd) > sample.length * 0.2 && Math.min(even, odd) < sample.length * 0.025;
  return (even + odd > 0 && !isWide) || controls > sample.length * 0.05;
}

const unsupported = (message: string): ProviderError =>
  new ProviderError('unsupported', { message, hint: `Supported: ${SUPPORTED}.` });
