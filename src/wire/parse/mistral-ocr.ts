import type { PageRange } from '../../core/page-ranges.ts';
import { readPageRanges } from '../../core/page-ranges.ts';
import type { ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { dataUrl } from '../media.ts';
import { defined, filled, isJson, type Json, record, records } from '../read.ts';
import { documentOf } from './document.ts';

/** The most pages that the service reads; an open range ends there. */
const LAST_PAGE = 1000;

/** A request for `/ocr`. Pages are counted from 0 there. */
export function encodeRequest({ model, document, pages, schema }: ParseRequest): Json {
  const url = dataUrl(document);
  return defined({
    model,
    document: document.mimeType.startsWith('image/')
      ? { type: 'image_url', image_url: url }
      : { type: 'document_url', document_url: url },
    pages: pages === undefined ? undefined : readPageRanges(pages).flatMap(fromZero),
    include_image_base64: false,
    document_annotation_format:
      schema === undefined ? undefined : { type: 'json_schema', json_schema: { name: 'fields', schema } },
  });
}

function fromZero({ from, to = LAST_PAGE }: PageRange): readonly number[] {
  const length = Math.max(0, Math.min(to, LAST_PAGE) - from + 1);
  return Array.from({ length }, (_, index) => from - 1 + index);
}

export function decodeResponse(body: unknown, provider: string): ParseResult {
  const answer = record(body) ?? {};
  const annotation = filled(answer.document_annotation);
  const pages = Array.isArray(answer.pages) ? records(answer.pages) : undefined;
  const model = filled(answer.model);
  const result = documentOf(provider, {
    pages: pages?.map(({ index, markdown, tables }) => ({
      page: typeof index === 'number' ? index + 1 : index,
      markdown: withTables(markdown, records(tables)),
    })),
    billedPages: record(answer.usage_info)?.pages_processed,
    fields: annotation !== undefined && isJson(annotation) ? JSON.parse(annotation) : undefined,
  });
  return { ...result, ...(model !== undefined && { model }) };
}

/** Tables may be sent apart, with a link of their name in their place. */
function withTables(markdown: unknown, tables: readonly Json[]): unknown {
  if (typeof markdown !== 'string') return markdown;
  return tables.reduce<string>((whole, { id, content }) => {
    const [name, table] = [filled(id), filled(content)];
    return name === undefined || table === undefined ? whole : whole.replaceAll(`[${name}](${name})`, () => table);
  }, markdown);
}

/** Mistral's document reader: the file goes along with the request, the answer has a page each. */
export const mistralOcr = (): CapabilityFactory<'parse'> => (endpoint) => ({
  intake: () => ({
    takes: 'file',
    maxBytes: 50_000_000,
    choosesPages: true,
    choosesOcr: false,
    takesSchema: true,
  }),
  async parse(request, { signal }) {
    const answer = await endpoint.send('/ocr', encodeRequest(request), { signal });
    return decodeResponse(await answer.json(), endpoint.provider);
  },
});
