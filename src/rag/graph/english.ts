import type { ItsHelpers } from 'wink-nlp';
import type { Phrase } from './phrase.ts';

type Tagged = { readonly word: string; readonly tag: string; readonly start: number; readonly end: number };

/** Words of a noun phrase. A number belongs to one only behind a name: `Apollo 11`. */
const NOMINAL = new Set(['ADJ', 'NOUN', 'PROPN']);
/** Words that stand between two parts of one name: `University of Oxford`. */
const LINKS = new Set(['of', 'de', 'von', 'van', 'del', 'da', 'di', 'la', 'for']);
const MAX_WORDS = 6;

/** Loads the tagger (10 MB, about 0.15 s) and gives what finds the noun phrases of English text. */
export async function englishPhrases(): Promise<(text: string) => readonly Phrase[]> {
  const [{ default: winkNLP }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const nlp = winkNLP(model, ['sbd', 'pos']);
  const { its } = nlp;
  return (text) => phrasesOf(text, taggedWords(nlp.readDoc(text), text, its));
}

type Tokens = { tokens(): { out(what: ItsHelpers['value'] | ItsHelpers['pos']): unknown } };

/** Tokens with their place in the text, which the tagger does not keep. */
function taggedWords(document: Tokens, text: string, its: ItsHelpers): readonly Tagged[] {
  const values = document.tokens().out(its.value);
  const tags = document.tokens().out(its.pos);
  if (!Array.isArray(values) || !Array.isArray(tags)) return [];
  const tagged: Tagged[] = [];
  let from = 0;
  for (const [index, value] of values.entries()) {
    const word = String(value);
    const start = text.indexOf(word, from);
    // A token that the tagger rewrote: its neighbours are found all the same.
    if (start === -1 || start - from > 200) continue;
    tagged.push({ word, tag: String(tags[index]), start, end: start + word.length });
    from = start + word.length;
  }
  return tagged;
}

function phrasesOf(text: string, words: readonly Tagged[]): readonly Phrase[] {
  const phrases: Phrase[] = [];
  const names = new Set(
    words.filter((word) => isTaggedName(word) && !opensSentence(word, text)).map(({ word }) => word),
  );
  let run: Tagged[] = [];
  const close = (): void => {
    while (run.length > 0 && !NOMINAL.has(run.at(-1)?.tag ?? '') && run.at(-1)?.tag !== 'NUM') run.pop();
    const [first] = run;
    const last = run.at(-1);
    const hasName = run.length === 1 ? first !== undefined && isName(first, text, names) : run.some(isTaggedName);
    if (first !== undefined && last !== undefined && run.length <= MAX_WORDS && (hasName || run.length > 1)) {
      phrases.push(spanOf(text, first, last));
      const [firstName, lastName] = [run.find(isTaggedName), run.findLast(isTaggedName)];
      // `former president Ada Holm`: the name stands elsewhere by itself. A lone word of it would join too much.
      const isPart = firstName !== first || lastName !== last;
      if (isPart && firstName !== undefined && lastName !== undefined && firstName !== lastName) {
        phrases.push(spanOf(text, firstName, lastName));
      }
    }
    run = [];
  };
  for (const [index, word] of words.entries()) {
    const before = run.at(-1);
    const gap = before === undefined ? '' : text.slice(before.end, word.start);
    if (before !== undefined && !/^(?: |-|\n|\.? )?$/u.test(gap)) close();
    if (!isPartOfIdentifier(word, text) && continues(word, run, words[index + 1])) run.push(word);
    else close();
  }
  close();
  return phrases;
}

/** `MAX_OPEN_FILES` is one name, which the tagger would read as three words. */
const isPartOfIdentifier = ({ start, end }: Tagged, text: string): boolean =>
  text[start - 1] === '_' || text[end] === '_';

const isTaggedName = ({ tag }: Tagged): boolean => tag === 'PROPN';

const opensSentence = ({ start }: Tagged, text: string): boolean =>
  start === 0 || /[.!?:;•*#|>\n]["'”’)\]]*\s*$/u.test(text.slice(Math.max(0, start - 8), start));

/** Every word is capital where a sentence begins, and the tagger takes some for names: a lone one must be one elsewhere too. */
const isName = (word: Tagged, text: string, names: ReadonlySet<string>): boolean =>
  isTaggedName(word) && /^\p{L}{2,}/u.test(word.word) && (names.has(word.word) || !opensSentence(word, text));

const spanOf = (text: string, { start }: Tagged, { end }: Tagged): Phrase => ({
  name: text.slice(start, end),
  start,
  end,
});

function continues({ word, tag }: Tagged, run: readonly Tagged[], next: Tagged | undefined): boolean {
  if (NOMINAL.has(tag)) return /[\p{L}\p{N}]/u.test(word);
  const before = run.at(-1)?.tag;
  if (tag === 'NUM') return before === 'PROPN';
  if (word === '-') return run.length > 0 && next !== undefined && NOMINAL.has(next.tag);
  return before === 'PROPN' && next?.tag === 'PROPN' && LINKS.has(word);
}
