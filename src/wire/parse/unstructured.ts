import type { OcrWish } from '../../core/document.ts';
import type { ParsedTable, ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { formOf } from '../../http/request-body.ts';
import { count, filled, type Json, record, records, text } from '../read.ts';
import { documentFile, documentOf } from './document.ts';
import { tablesIn } from './tables.ts';

/** Kinds of element that repeat on every page and say nothing. */
const FURNITURE: ReadonlySet<string> = new Set(['PageNumber', 'PageBreak']);

const strategyOf = (model: string, ocr: OcrWish | undefined): string => {
  if (ocr?.mode === 'always') return 'ocr_only';
  return ocr?.mode === 'never' ? 'fast' : model;
};

export const encodeForm = ({ model, document, ocr }: ParseRequest): FormData =>
  formOf({
    files: documentFile(document),
    strategy: strategyOf(model, ocr),
    output_format: 'application/json',
    coordinates: 'false',
    languages: ocr?.languages?.split('+'),
  });

/** A row of elements, each with its kind and page, as Markdown. */
export function decodeElements(body: unknown, provider: string): ParseResult {
  const elements = Array.isArray(body) ? records(body) : records(record(body)?.elements);
  const isList = Array.isArray(body) || Array.isArray(record(body)?.elements);
  const byPage = new Map<number, string[]>();
  const tables: ParsedTable[] = [];
  for (const element of elements) {
    const metadata = record(element.metadata) ?? {};
    const page = count(metadata.page_number) ?? 0;
    const said = markdownOf(element, metadata);
    if (said === '') continue;
    byPage.set(page, [...(byPage.get(page) ?? []), said]);
    if (element.type === 'Table') tables.push(...tablesIn(said, page === 0 ? undefined : page));
  }
  const [first] = elements;
  const whole = [...byPage.values()].flat().join('\n\n');
  return documentOf(provider, {
    pages:
      byPage.has(0) || !isList ? undefined : [...byPage].map(([page, said]) => ({ page, markdown: said.join('\n\n') })),
    markdown: isList ? whole : undefined,
    tables,
    metadata: { language: filled(record(first?.metadata)?.languages) },
    billedPages: byPage.has(0) ? undefined : Math.max(0, ...byPage.keys()),
  });
}

function markdownOf({ type, text: said }: Json, metadata: Json): string {
  const words = (text(said) ?? '').trim();
  if (typeof type !== 'string' || FURNITURE.has(type)) return '';
  if (type === 'Table') return filled(metadata.text_as_html) ?? words;
  if (type === 'Title') return `${'#'.repeat(Math.min(6, 1 + (count(metadata.category_depth) ?? 0)))} ${words}`;
  return type === 'ListItem' ? `- ${words}` : words;
}

/** Unstructured's partition endpoint, theirs or one's own: one request, a list of elements. */
export const unstructured = (): CapabilityFactory<'parse'> => (endpoint) => ({
  intake: () => ({ takes: 'file', choosesPages: false, choosesOcr: true }),
  async parse(request, { signal }) {
    const answer = await endpoint.send('/general/v0/general', encodeForm(request), { signal });
    return decodeElements(await answer.json(), endpoint.provider);
  },
});
