import type { DocumentParser, ParsedDocument } from '../core/document.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { IndexSource } from '../core/retrieval.ts';
import type { SourceLoader } from '../core/source.ts';
import type { ToolCall } from '../core/tool.ts';
import { sha256 } from './manifest.ts';

/** The text to store, with what is known of it. */
export type Content = Pick<ParsedDocument, 'text' | 'pages' | 'mimeType' | 'notes'> & {
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** One document to be: hashed first, parsed only when the hash is new. */
export type Candidate = {
  readonly id: string;
  readonly source: string;
  load(call: Pick<ToolCall, 'signal' | 'principal'>): Promise<{ readonly hash: string; parse(): Promise<Content> }>;
};

export type Failure = { readonly source: string; readonly reason: string };

export type Candidates = {
  readonly candidates: readonly Candidate[];
  readonly failed: readonly Failure[];
  /** False when a path could not be read: then nobody knows which of its documents are gone. */
  readonly isComplete: boolean;
};

const MAX_SOURCE_BYTES = 50 * 1024 * 1024;
/** Characters of one value of metadata. */
const MAX_VALUE = 500;

/** A failure as a person reads it: what happened and what to do. */
export function reasonOf(error: unknown): string {
  const { message, hint, code } = asProviderError(error);
  return `${message}${hint === undefined ? '' : ` ${hint}`} (${code})`;
}

/** Every document that the sources name, each once. */
export async function expandSources(
  sources: readonly IndexSource[],
  loader: SourceLoader,
  documents: () => Promise<DocumentParser>,
): Promise<Candidates> {
  const found = new Map<string, Candidate>();
  const failed: Failure[] = [];
  let isComplete = true;
  const fail = (source: string, reason: string) => {
    failed.push({ source, reason });
    isComplete = false;
  };
  for (const source of sources) {
    if (typeof source !== 'string') {
      if (source.id.trim() === '') fail('(text)', 'A text needs an id.');
      else if (found.has(source.id)) fail(source.id, 'The id is used twice; the first text was taken.');
      else found.set(source.id, textCandidate(source));
      continue;
    }
    try {
      const { files, unreadable } = isAddress(source)
        ? { files: [source], unreadable: [] }
        : await loader.expand(source);
      if (files.length + unreadable.length === 0) fail(source, 'No file matches.');
      for (const folder of unreadable) fail(folder, 'The folder cannot be read.');
      for (const name of files) if (!found.has(name)) found.set(name, loadedCandidate(name, loader, documents));
    } catch (error) {
      fail(source, reasonOf(error));
    }
  }
  return { candidates: [...found.values()], failed, isComplete };
}

/** `https://…`, `data:…` or a resource URI, as opposed to a path (a drive letter is one letter). */
const isAddress = (source: string): boolean => /^[a-z][a-z0-9+.-]+:/iu.test(source);

function textCandidate(source: Exclude<IndexSource, string>): Candidate {
  const metadata = source.metadata ?? {};
  return {
    id: source.id,
    source: source.id,
    load: async () => ({
      hash: sha256(source.text, JSON.stringify(metadata)),
      parse: async () => ({ text: storable(source.text), pages: [], mimeType: 'text/plain', notes: [], metadata }),
    }),
  };
}

function loadedCandidate(name: string, loader: SourceLoader, documents: () => Promise<DocumentParser>): Candidate {
  return {
    id: name.startsWith('data:') ? `data:${sha256(name).slice(0, 16)}` : name,
    source: name.startsWith('data:') ? `${name.slice(0, 40)}…` : name,
    async load({ signal, principal }) {
      const media = await loader.load(name, { signal, principal, maxBytes: MAX_SOURCE_BYTES });
      return {
        hash: sha256(media.bytes, media.mimeType),
        parse: async () => {
          const parsed = await (await documents()).parse(media, { signal });
          if (parsed.text.trim() === '') {
            throw new ProviderError('unsupported', { message: ['No text was found.', ...parsed.notes].join(' ') });
          }
          return {
            text: storable(parsed.text),
            pages: parsed.pages,
            mimeType: parsed.mimeType,
            notes: parsed.notes,
            metadata: {
              mime_type: parsed.mimeType,
              ...(media.name === undefined ? {} : { name: media.name }),
              ...shortValues(parsed.metadata),
            },
          };
        },
      };
    },
  };
}

/** Stores keep metadata with each chunk, and some take little of it: an outline or a list of links has no place there. */
const shortValues = (metadata: ParsedDocument['metadata']): ParsedDocument['metadata'] =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => String(value).length <= MAX_VALUE));

/** SQLite would cut at NUL and rewrite lone surrogates; neither replacement moves an offset. */
const storable = (text: string): string => text.replaceAll('\0', ' ').toWellFormed();
