import type { Part } from '../../core/content.ts';
import { base64, fileText, isTextFile, unsupportedPart } from '../media.ts';
import type { Json } from '../read.ts';

const IMAGES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};
const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

export type PartEncoder = (parts: readonly Part[]) => readonly Json[];

/** Encodes the parts of one request, in which no two documents may share a name. Empty texts are refused, so left out. */
export function createPartEncoder(provider: string): PartEncoder {
  const names = new Set<string>();
  const documentName = (name: string | undefined): string => {
    const base = plainName(name);
    let free = base;
    for (let number = 2; names.has(free); number += 1) free = `${base} ${number}`;
    names.add(free);
    return free;
  };
  const encode = (part: Part): Json => {
    if (part.type === 'text') return { text: part.text };
    if (part.type === 'file' && isTextFile(part)) return { text: fileText(part) };
    const { mimeType } = part.media;
    const source = { bytes: base64(part.media) };
    if (part.type === 'image' && Object.hasOwn(IMAGES, mimeType)) {
      return { image: { format: IMAGES[mimeType], source } };
    }
    if (part.type === 'file' && Object.hasOwn(DOCUMENTS, mimeType)) {
      return { document: { format: DOCUMENTS[mimeType], name: documentName(part.media.name), source } };
    }
    throw unsupportedPart(part, provider);
  };
  return (parts) => parts.filter((part) => part.type !== 'text' || part.text !== '').map(encode);
}

/** A file's name in the characters that Bedrock allows: letters, digits, single spaces, hyphens, brackets. */
function plainName(name: string | undefined): string {
  const plain = (name ?? '')
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9 \-()[\]]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 150)
    .trim();
  return plain === '' ? 'document' : plain;
}
