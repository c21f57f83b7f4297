import type { ChunkGraph, GraphMention } from '../../core/graph.ts';
import { analyse } from '../segment.ts';
import { aliasesIn } from './aliases.ts';
import { otherPhrases } from './other-languages.ts';
import { type Phrase, phraseKey } from './phrase.ts';

/** A chunk to read: its text and the title of its document. */
export type Passage = { readonly text: string; readonly title?: string };

/** More would cost more than they tell: the rest of such a chunk is a table or a list. */
const MAX_PHRASES = 64;
/** Names of settings, functions, columns: exact wherever they stand. */
const IDENTIFIER = /\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+\b/gu;
/** `Mercury (planet)`: the brackets tell the thing apart, they are no part of its name. */
const BRACKETS_BEHIND = /\s*[([（][^()[\]（）]*[)\]）]\s*$/u;

/** The graph of one chunk as its words alone show it: phrases, the title, and short forms that it explains. */
export function phraseGraph({ text, title }: Passage, english: (text: string) => readonly Phrase[]): ChunkGraph {
  const { language } = analyse(text);
  const found = new Map<string, GraphMention>();
  const add = (name: string, place: { readonly start?: number; readonly end?: number }): void => {
    const phrase = phraseKey(name);
    const known = found.get(phrase);
    if (phrase === '') return;
    found.set(
      phrase,
      known === undefined ? { phrase, name, type: '', times: 1, ...place } : { ...known, times: known.times + 1 },
    );
  };
  const aliases = aliasesIn(text);
  const phrases = language === 'english' ? english(text) : otherPhrases(text);
  for (const { name, start, end } of phrases) add(name, { start, end });
  for (const { 0: name, index } of text.matchAll(IDENTIFIER)) add(name, { start: index, end: index + name.length });
  for (const { short, long } of aliases) {
    for (const name of [short, long]) {
      const start = text.indexOf(name);
      if (!found.has(phraseKey(name))) add(name, { start, end: start + name.length });
    }
  }
  const bare = title?.replace(BRACKETS_BEHIND, '').trim();
  const titles = [...new Set([title, bare])].filter((name) => name !== undefined && name.length <= MAX_TITLE);
  const named = [...found.values()].sort(byWeight).slice(0, MAX_PHRASES);
  const kept = new Map(named.map((mention) => [mention.phrase, mention]));
  for (const name of titles) {
    const phrase = phraseKey(name ?? '');
    if (phrase !== '' && !kept.has(phrase)) kept.set(phrase, { phrase, name: name ?? '', type: '', times: 1 });
  }
  return {
    mentions: [...kept.values()],
    relations: [],
    aliases: aliases.flatMap(({ short, long }) => {
      const [alias, phrase] = [phraseKey(short), phraseKey(long)];
      return alias === '' || phrase === '' || alias === phrase ? [] : [{ alias, phrase }];
    }),
  };
}

/** A title of more than a line names a text, not a thing. */
const MAX_TITLE = 80;

/** Most often first, then the longer name; ties by spelling, so that one text has one graph. */
const byWeight = (left: GraphMention, right: GraphMention): number =>
  right.times - left.times || right.name.length - left.name.length || (left.phrase < right.phrase ? -1 : 1);
