import type { ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { formOf } from '../../http/request-body.ts';
import { count, defined, filled, type Json, record } from '../read.ts';
import { documentFile, documentOf } from './document.ts';

/** The longest that the service works on one request. */
const TIMEOUT_MS = 300_000;

/** The JSON part beside the file. */
export const encodeOptions = ({ model, document, ocr, schema }: ParseRequest): Json =>
  defined({
    formats: ['markdown', ...(schema === undefined ? [] : [{ type: 'json', schema }])],
    parsers: document.mimeType === 'application/pdf' ? [{ type: 'pdf', mode: modeOf(model, ocr) }] : undefined,
    timeout: TIMEOUT_MS,
  });

function modeOf(model: string, ocr: ParseRequest['ocr']): string {
  if (ocr?.mode === 'always') return 'ocr';
  return ocr?.mode === 'never' ? 'fast' : model;
}

export function decodeResponse(body: unknown, provider: string): ParseResult {
  const answer = record(body) ?? {};
  if (answer.success === false) throw answerError(provider, readFailure(body), false);
  const data = record(answer.data) ?? {};
  const metadata = record(data.metadata) ?? {};
  return documentOf(provider, {
    markdown: data.markdown,
    fields: data.json ?? undefined,
    metadata: { title: filled(metadata.title), language: filled(metadata.language) },
    billedPages: count(metadata.numPages) ?? count(metadata.num_pages),
  });
}

/** Firecrawl's parser: a file with options in one request, its Markdown back. */
export const firecrawlParse = (): CapabilityFactory<'parse'> => (endpoint) => ({
  intake: () => ({ takes: 'file', maxBytes: 50_000_000, choosesPages: false, choosesOcr: true, takesSchema: true }),
  async parse(request, { signal }) {
    const form = formOf({ file: documentFile(request.document), options: JSON.stringify(encodeOptions(request)) });
    const answer = await endpoint.send('/parse', form, { signal });
    return decodeResponse(await answer.json(), endpoint.provider);
  },
});
