/** What a document says, as far as its pages are known. */
export type Text = {
  readonly markdown: string;
  readonly pages: readonly { readonly page: number; readonly markdown: string }[];
};

/** Where a model says that it has a field from. */
export type Claim = { readonly field: string; readonly quote: string };

/** A field with what the document says of it. Verified when the quote stands in the text, or the value itself does. */
export type FieldSource = {
  readonly field: string;
  readonly quote?: string;
  readonly page?: number;
  readonly verified: boolean;
};

const MOST_FIELDS = 1000;
const MOST_DEPTH = 32;
/** Around a value that was found without a quote. */
const CONTEXT = 80;

/** Letters as they count when texts are compared: one case, one kind of space, no marks of Markdown. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[*_`#|\\]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Each value of the fields, with the place in the document that a claim, or the value itself, leads to. */
export function fieldSources(fields: unknown, claims: readonly Claim[], text: Text): readonly FieldSource[] {
  const places =
    text.pages.length > 0
      ? text.pages.map(({ page, markdown }) => ({ page, said: plain(markdown) }))
      : [{ page: undefined, said: plain(text.markdown) }];
  const claimed = new Map(claims.map(({ field, quote }) => [dotted(field), quote]));
  return leavesOf(fields).map(({ field, value }) => {
    const quote = claimed.get(field) ?? claimed.get(field.replace(/^.*\./, ''));
    const byQuote = quote === undefined ? undefined : found(places, plain(quote));
    if (byQuote !== undefined) return { field, quote, ...paged(byQuote.page), verified: true };
    const byValue = found(places, plain(value), true);
    if (byValue === undefined) return { field, ...(quote !== undefined && { quote }), verified: false };
    return { field, quote: around(byValue, plain(value).length), ...paged(byValue.page), verified: true };
  });
}

type Place = { readonly page: number | undefined; readonly said: string };
type Found = Place & { readonly at: number };

/** A value counts as a whole word only: `1` stands in every document. */
function found(places: readonly Place[], wanted: string, isWhole = false): Found | undefined {
  if (wanted === '') return undefined;
  for (const place of places) {
    for (let at = place.said.indexOf(wanted); at !== -1; at = place.said.indexOf(wanted, at + 1)) {
      const isWord = !/[\p{L}\p{N}]/u.test(`${place.said[at - 1] ?? ' '}${place.said[at + wanted.length] ?? ' '}`);
      if (!isWhole || isWord) return { ...place, at };
    }
  }
  return undefined;
}

const around = ({ said, at }: Found, length: number): string =>
  said.slice(Math.max(0, at - CONTEXT), at + length + CONTEXT).trim();

const paged = (page: number | undefined) => (page === undefined ? {} : { page });

type Leaf = { readonly field: string; readonly value: string };

/** Texts, numbers and yes or no, by their path: `items.0.price`. Nulls say that the document has nothing. */
function leavesOf(node: unknown, path = '', depth = 0): readonly Leaf[] {
  if (typeof node === 'string' || typeof node === 'number') return [{ field: path, value: String(node) }];
  if (typeof node === 'boolean') return [{ field: path, value: '' }];
  if (typeof node !== 'object' || node === null || depth > MOST_DEPTH) return [];
  return Object.entries(node)
    .flatMap(([key, value]) => leavesOf(value, path === '' ? key : `${path}.${key}`, depth + 1))
    .slice(0, MOST_FIELDS);
}

/** Models write paths in several ways. */
const dotted = (path: string): string =>
  path
    .replace(/^[$#]?[./]?(?:fields[./])?/, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replaceAll('/', '.');
