import { ProviderError } from '../core/errors.ts';
import { openZip } from './zip.ts';

/** Documents that are archives of parts. */
export type PackedFormat = 'docx' | 'pptx' | 'xlsx' | 'odf' | 'epub';

const BY_PART: Readonly<Record<string, PackedFormat>> = {
  'META-INF/container.xml': 'epub',
  'word/document.xml': 'docx',
  'ppt/presentation.xml': 'pptx',
  'xl/workbook.xml': 'xlsx',
  'content.xml': 'odf',
};

const BY_FOLDER: readonly (readonly [string, PackedFormat])[] = [
  ['word/', 'docx'],
  ['ppt/', 'pptx'],
  ['xl/', 'xlsx'],
];

/** Which document an archive is, by what is in it: names and content types of archives are often wrong. */
export function packedFormat(bytes: Uint8Array): PackedFormat {
  const zip = openZip(bytes);
  const stated = zip.has('mimetype')
    ? Buffer.from(zip.bytes('mimetype') ?? [])
        .toString('latin1', 0, 200)
        .trim()
    : '';
  if (stated.startsWith('application/epub')) return 'epub';
  if (stated.startsWith('application/vnd.oasis.opendocument.')) return 'odf';
  for (const [part, format] of Object.entries(BY_PART)) if (zip.has(part)) return format;
  if (zip.has('xl/workbook.bin')) {
    throw new ProviderError('unsupported', {
      message: 'This is a binary Excel workbook (XLSB), which cannot be parsed.',
      hint: 'Save it as XLSX and parse that.',
    });
  }
  for (const [folder, format] of BY_FOLDER) if (zip.names.some((name) => name.startsWith(folder))) return format;
  throw new ProviderError('unsupported', {
    message: `This is a ZIP archive and no document${zip.names.length === 0 ? '; it is empty' : ` (it holds ${listed(zip.names)})`}.`,
    hint: 'Unpack it and parse the files in it.',
  });
}

const listed = (names: readonly string[]): string =>
  `${names
    .slice(0, 3)
    .map((name) => `"${name.slice(-40)}"`)
    .join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

/** What an OLE container holds, by the names of its streams, which stand in it as UTF-16. */
const STREAMS: readonly { readonly stream: string; readonly name: string; readonly hint: string }[] = [
  {
    stream: 'EncryptedPackage',
    name: 'an encrypted Office document',
    hint: 'Open it with its password, save a copy without one and parse that.',
  },
  { stream: 'WordDocument', name: 'an old Word document (DOC)', hint: 'Save it as DOCX and parse that.' },
  { stream: 'PowerPoint Document', name: 'an old PowerPoint file (PPT)', hint: 'Save it as PPTX and parse that.' },
  { stream: 'Workbook', name: 'an old Excel workbook (XLS)', hint: 'Save it as XLSX and parse that.' },
  { stream: 'Book', name: 'an old Excel workbook (XLS)', hint: 'Save it as XLSX and parse that.' },
];

/** `msg` for an Outlook message; throws `unsupported` for every other OLE file, and says what to do. */
export function oleFormat(bytes: Uint8Array): 'msg' {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const holds = (stream: string) => buffer.includes(Buffer.from(stream, 'utf16le'));
  if (holds('__properties_version1.0')) return 'msg';
  const known = STREAMS.find(({ stream }) => holds(stream));
  throw new ProviderError('unsupported', {
    message: `This is ${known?.name ?? 'an OLE file of an unknown kind'}, which cannot be parsed.`,
    hint: known?.hint ?? 'Save it in a format of today (DOCX, XLSX, PPTX, PDF) and parse that.',
  });
}
