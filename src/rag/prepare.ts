import { setImmediate } from 'node:timers/promises';
import type { StoredChunk } from '../core/store.ts';
import { type ChunkSizes, chunkText } from './chunk.ts';
import type { Contextualiser } from './contextual.ts';
import { analyse, indexTerms } from './segment.ts';
import type { Content } from './sources.ts';

/** A chunk before it is embedded. */
export type PreparedChunk = Omit<StoredChunk, 'vector'> & {
  /** What an embedder reads: the chunk under its title, its context by a model and its headings. */
  readonly embedText: string;
};

/** The document's language is judged by its beginning. */
const LANGUAGE_SAMPLE = 20_000;
/** Longest stretch of work before other calls get their turn. */
const SLICE_MS = 15;

/** What an embedder reads of a chunk: its text under the document's title, what a model wrote about it, and its headings. */
export function embedTextOf(
  metadata: Content['metadata'],
  headings: readonly string[],
  body: string,
  written?: string,
): string {
  const title = typeof metadata.title === 'string' ? [metadata.title.slice(0, 300)] : [];
  const others = [...(written === undefined ? [] : [written]), ...headings];
  // A title counts twice where the text repeats it: words that name a document weigh more than words that occur in it.
  const context = [...title, ...others.filter((line) => !body.includes(line))].join('\n');
  return context === '' ? body : `${context}\n${body}`;
}

/** Cuts a document into chunks and segments them, yielding to the event loop as it goes. */
export async function prepareChunks(
  id: string,
  { text, pages, metadata }: Content,
  sizes: ChunkSizes,
  contextualiser?: Contextualiser,
): Promise<{ readonly chunks: readonly PreparedChunk[]; readonly languages: readonly string[] }> {
  const languages = new Set<string>();
  const { language: main } = analyse(text.slice(0, LANGUAGE_SAMPLE));
  const chunks: PreparedChunk[] = [];
  const spans = chunkText(text, pages, sizes);
  const contexts = (await contextualiser?.contextsOf(id, text, spans)) ?? [];
  let began = performance.now();
  for (const [index, { start, end, page, headings }] of spans.entries()) {
    const body = text.slice(start, end);
    const embedText = embedTextOf(metadata, headings, body, contexts[index]);
    const { terms, language } = indexTerms(embedText, main);
    languages.add(language);
    chunks.push({
      id: `${id}#${chunks.length}`,
      ordinal: chunks.length,
      start,
      end,
      page,
      text: body,
      context: contexts[index],
      terms,
      embedText,
    });
    if (performance.now() - began > SLICE_MS) {
      await setImmediate();
      began = performance.now();
    }
  }
  return { chunks, languages: [...languages] };
}
