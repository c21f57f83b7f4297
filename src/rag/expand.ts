import { ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { SearchRequest } from '../core/retrieval.ts';
import type { ToolCall } from '../core/tool.ts';
import { reasonOf } from './sources.ts';
import { fenceOf, rethrowUnlessOptional, type Writer } from './writer.ts';

/** What to search for beside the query. A `passage` is no question: it is like the text that is looked for. */
export type Variant = { readonly text: string; readonly kind: 'query' | 'passage' };

export type Expanded = {
  readonly variants: readonly Variant[];
  readonly receipt?: Receipt;
  readonly notes: readonly string[];
};

const OTHER_WORDINGS = 3;
const MAX_LANGUAGES = 6;
const MAX_VARIANT = 1_000;

/** Has a model write what `expand` asks for. A failure costs the expansion, not the search. */
export async function expandQuery(
  request: Pick<SearchRequest, 'query' | 'expand' | 'options'>,
  languages: readonly string[],
  writer: Writer | undefined,
  call: ToolCall,
): Promise<Expanded> {
  const { expand, query, options = {} } = request;
  if (expand === undefined) return { variants: [], notes: [] };
  try {
    if (writer === undefined) throw new ProviderError('not_configured');
    const { text, receipt } = await writer(promptFor(expand, query, languages), options, call);
    const variants = variantsIn(text, expand, languages);
    return { variants, receipt, notes: [`Searched also for: ${variants.map((variant) => variant.text).join(' | ')}`] };
  } catch (error) {
    rethrowUnlessOptional(error, options.model);
    return { variants: [], notes: [`The query was not expanded. ${reasonOf(error)}`] };
  }
}

function promptFor(expand: NonNullable<SearchRequest['expand']>, query: string, languages: readonly string[]): string {
  const fence = fenceOf([query]);
  const task = {
    hyde: 'Write one paragraph of about 80 words as it might stand in a document that answers the query. Write only the paragraph.',
    queries: `Write ${OTHER_WORDINGS} other wordings of the search query, in other words than its own. Write each on a line of its own, and nothing else.`,
    translate: `Translate the search query into ${languages.slice(0, MAX_LANGUAGES).join(', ')}. Write each translation on a line of its own, and nothing else.`,
  }[expand];
  return [task, fence.note, fence.wrap('query', query)].join('\n\n');
}

function variantsIn(
  text: string,
  expand: NonNullable<SearchRequest['expand']>,
  languages: readonly string[],
): readonly Variant[] {
  if (expand === 'hyde') return text === '' ? [] : [{ text: text.slice(0, MAX_VARIANT * 4), kind: 'passage' }];
  const lines = text
    .split('\n')
    // Models number lines, quote them and name the language, whatever they are told.
    .map((line) =>
      line
        .replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s*/u, '')
        .replace(/^["“”']|["“”']$/gu, '')
        .trim(),
    )
    .filter((line) => line !== '');
  const limit = expand === 'queries' ? OTHER_WORDINGS : Math.min(languages.length, MAX_LANGUAGES);
  return [...new Set(lines)].slice(0, limit).map((line) => ({ text: line.slice(0, MAX_VARIANT), kind: 'query' }));
}
