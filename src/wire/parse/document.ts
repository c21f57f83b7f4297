import type { Media } from '../../core/content.ts';
import { ProviderError } from '../../core/errors.ts';
import { extensionOf } from '../../core/media-type.ts';
import type { ParsedTable, ParseResult } from '../../core/parse.ts';
import type { Usage } from '../../core/usage.ts';
import { count, filled, text } from '../read.ts';
import { tablesIn } from './tables.ts';

const MOST_PAGES = 20_000;
const MOST_CHARACTERS = 50_000_000;
const MOST_CELLS = 2_000_000;

/** A document as an answer has it: nothing of it is checked yet. */
export type Read = {
  /** The pages with what was read from each. */
  readonly pages?: readonly { readonly page: unknown; readonly markdown: unknown }[];
  /** The whole text, where it is more than its pages. */
  readonly markdown?: unknown;
  /** Where the provider has them apart from the text. */
  readonly tables?: readonly ParsedTable[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Pages that are billed; those that were read unless stated. */
  readonly billedPages?: unknown;
  readonly usage?: Usage;
  readonly fields?: unknown;
  readonly notes?: readonly string[];
};

/** The result of an answer. Throws `bad_response` for one of the wrong kinds, without text, or beyond all measure. */
export function documentOf(provider: string, read: Read): ParseResult {
  const pages = (read.pages ?? [])
    .map(({ page, markdown }) => ({ page: pageNumber(page, provider), markdown: textOf(markdown, provider) }))
    .toSorted((left, right) => left.page - right.page);
  const markdown =
    read.markdown === undefined || read.markdown === null
      ? pages.map((page) => page.markdown).join('\n\n')
      : textOf(read.markdown, provider);
  if (
    read.pages === undefined &&
    (read.markdown === undefined || read.markdown === null) &&
    read.fields === undefined
  ) {
    throw wrong(provider, 'has no text');
  }
  const size = pages.reduce((total, page) => total + page.markdown.length, markdown.length);
  if (pages.length > MOST_PAGES || size > MOST_CHARACTERS) throw wrong(provider, 'is larger than any document');
  const tables =
    read.tables ??
    (pages.length > 0 ? pages.flatMap((page) => tablesIn(page.markdown, page.page)) : tablesIn(markdown));
  if (tables.reduce((cells, { rows }) => cells + rows.reduce((sum, row) => sum + row.length, 0), 0) > MOST_CELLS) {
    throw wrong(provider, 'has more cells than any document');
  }
  const billed = count(read.billedPages) ?? (pages.length > 0 ? pages.length : undefined);
  return {
    markdown,
    pages,
    tables,
    metadata: metadataOf(read.metadata ?? {}),
    ...(read.fields !== undefined && { fields: read.fields }),
    usage: read.usage ?? (billed === undefined ? {} : { pages: billed }),
    ...(read.notes !== undefined && read.notes.length > 0 && { notes: read.notes }),
  };
}

const metadataOf = (given: Readonly<Record<string, unknown>>): ParseResult['metadata'] =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const known = typeof value === 'number' && Number.isFinite(value) ? value : filled(value)?.slice(0, 1000);
      return known === undefined ? [] : [[name, known]];
    }),
  );

function pageNumber(value: unknown, provider: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw wrong(provider, 'has a page without a number');
}

function textOf(value: unknown, provider: string): string {
  const known = text(value);
  if (known === undefined) throw wrong(provider, 'has something else where its text should be');
  return known;
}

const wrong = (provider: string, what: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `The document that ${provider} sent ${what}.` });

/** The document as a file of a form, named by what it is and not by where it came from. */
export function documentFile({ bytes, mimeType }: Media): File {
  // Media is never in shared memory, which is what the wider type allows.
  const content = bytes as Uint8Array<ArrayBuffer>;
  return new File([content], `document.${extensionOf(mimeType)}`, { type: mimeType });
}

/** Notes that a later look has to know, among what an operation keeps. */
export const pagesNote = (failed: readonly unknown[]): readonly string[] =>
  failed.length === 0 ? [] : [`These pages could not be read: ${failed.slice(0, 50).join(', ')}.`];
