import type { Receipt } from '../core/receipt.ts';
import type { Answer, Citation, SearchHit, SearchRequest } from '../core/retrieval.ts';
import type { ToolCall } from '../core/tool.ts';
import { checkCitations, type Passage } from './citations.ts';
import { isUnavailable } from './embedder.ts';
import { indexTerms, queryTerms } from './segment.ts';
import { reasonOf } from './sources.ts';
import { fenceOf, rethrowUnlessOptional, type Writer } from './writer.ts';

/** What a model is shown of the passages, in characters. */
const MAX_PROMPT = 60_000;
/** An answer of quotes has this many. */
const QUOTES = 3;
/**
 * A passage that holds less of the query answers it by accident. Measured on the dev collections: 91 to 96 % of the questions
 * of a collection get past this, and 0, 1 and 17 % of those of another one (17 % where they are of three words).
 */
const LEAST_COVERED = 0.34;
const MAX_TERMS = 64;
const REFUSAL = 'NOTHING FOUND';
const NOTHING: Answer = {
  text: 'Nothing relevant was found in the collection.',
  by: 'quotes',
  citations: [],
  unsupported: [],
};

export type Answered = { readonly answer: Answer; readonly receipt?: Receipt; readonly notes: readonly string[] };

/** Answers a query from what was found: by a model whose citations are checked, else by quotes alone. */
export async function answerFrom(
  hits: readonly SearchHit[],
  request: Pick<SearchRequest, 'query' | 'options'>,
  writer: Writer | undefined,
  call: ToolCall,
): Promise<Answered> {
  if (hits.length === 0) return { answer: NOTHING, notes: [] };
  if (writer === undefined) return quotesOnly(hits, request.query, 'No model is configured.');
  try {
    return await writtenAnswer(hits, request, writer, call);
  } catch (error) {
    rethrowUnlessOptional(error, request.options?.model);
    const reason = isUnavailable(error) ? 'No model is configured.' : `The model did not answer: ${reasonOf(error)}`;
    return quotesOnly(hits, request.query, reason);
  }
}

async function writtenAnswer(
  hits: readonly SearchHit[],
  { query, options = {} }: Pick<SearchRequest, 'query' | 'options'>,
  writer: Writer,
  call: ToolCall,
): Promise<Answered> {
  const passages = passagesOf(hits);
  const { text, receipt, isCut } = await writer(promptFor(query, passages), options, call);
  if (
    text === '' ||
    text
      .toUpperCase()
      .replaceAll(/[^A-Z ]/gu, '')
      .trim() === REFUSAL
  ) {
    return { answer: { ...NOTHING, by: 'model' }, receipt, notes: [] };
  }
  const { citations, ...cited } = checkCitations(text, passages);
  const notes = isCut ? ['The answer was cut at the model’s limit.'] : [];
  const placed = citations.map((citation) => (isWithin(citation, hits) ? citation : { ...citation, page: undefined }));
  return { answer: { ...cited, citations: placed, by: 'model' }, receipt, notes };
}

/** A hit's page is its own; what was read around the hit may stand on another. */
const isWithin = ({ document, start = -1, end = -1, verified }: Citation, hits: readonly SearchHit[]): boolean =>
  !verified || hits.some((hit) => hit.document === document && start >= hit.start && end <= hit.end);

function passagesOf(hits: readonly SearchHit[]): readonly Passage[] {
  let room = MAX_PROMPT;
  return hits.flatMap(({ document, source, page, ...hit }) => {
    const { text, start } = hit.context ?? hit;
    if (text.length > room) return [];
    room -= text.length;
    return [{ document, source, page, text, start }];
  });
}

function promptFor(query: string, passages: readonly Passage[]): string {
  const fence = fenceOf([query, ...passages.map(({ text }) => text)]);
  return [
    'Answer the question from the passages alone, briefly, in the language of the question.',
    'After each sentence name the passage that bears it out, with the words that do, copied letter for letter: [2: "the words"].',
    `When the passages do not answer the question, reply with ${REFUSAL} and nothing else.`,
    fence.note,
    fence.wrap('question', query),
    ...passages.map(({ document, page, text }, index) =>
      fence.wrap(`passage-${index + 1}`, `${document}${page === undefined ? '' : `, page ${page}`}\n\n${text}`),
    ),
  ].join('\n\n');
}

/** The passages that hold most of the query, in their own words. */
function quotesOnly(hits: readonly SearchHit[], query: string, reason: string): Answered {
  const relevant = relevantOf(hits, query).slice(0, QUOTES);
  if (relevant.length === 0) {
    return {
      answer: NOTHING,
      notes: [`${reason} No passage shares enough words with the question to be quoted as its answer.`],
    };
  }
  const citations = relevant.map(({ document, source, page, text, quote, start }) => {
    const at = start + text.indexOf(quote);
    return { document, source, page, quote, start: at, end: at + quote.length, verified: true };
  });
  const text = citations.map(({ quote }, index) => `“${quote.replaceAll(/\s+/gu, ' ')}” [${index + 1}]`).join('\n');
  const note = `${reason} The answer is made of quotes from the passages found.`;
  return { answer: { text, by: 'quotes', citations, unsupported: [] }, notes: [note] };
}

/** The hits that hold enough of the query. A word that few of them hold weighs more, one that none holds the most. */
function relevantOf(hits: readonly SearchHit[], query: string): readonly SearchHit[] {
  const looked = hits.map(({ text }) => {
    const { terms, language } = indexTerms(text);
    const held = new Set(terms);
    // Each hit is read in its own language; the places of the terms are those of the query's words in all of them.
    return queryTerms(query, [language], MAX_TERMS).map((term) => held.has(term));
  });
  const weightOf = (place: number): number => {
    const holders = looked.filter((held) => held[place]).length;
    return Math.log(1 + hits.length / (holders + 0.5));
  };
  return hits.filter((hit, index) => {
    const held = looked[index] ?? [];
    const weights = held.map((_, place) => weightOf(place));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const share = weights.reduce((sum, weight, place) => sum + (held[place] ? weight : 0), 0) / (whole || 1);
    return hit.legs.rerank === 1 || share >= LEAST_COVERED;
  });
}
