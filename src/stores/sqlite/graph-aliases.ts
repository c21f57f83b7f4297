import type { DatabaseSync } from 'node:sqlite';
import { numberIn, textIn } from './rows.ts';

/** Phrases that mean one thing, by what the chunks themselves say. */
export type Aliases = {
  /** The phrase that stands for all of its group; itself where it has no other name. */
  canonical(phrase: string): string;
  /** All phrases of its group, itself among them. */
  group(phrase: string): readonly string[];
};

/** A short form means what most chunks say it means; ties go to the spelling that comes first. */
export function readAliases(database: DatabaseSync): Aliases {
  const rows = database
    .prepare('SELECT alias, phrase, count(*) AS n FROM graph_aliases GROUP BY alias, phrase ORDER BY n DESC, phrase')
    .all();
  const meaning = new Map<string, string>();
  const total = new Map<string, number>();
  const most = new Map<string, number>();
  for (const row of rows) {
    const [alias, count] = [textIn(row, 'alias'), numberIn(row, 'n')];
    total.set(alias, (total.get(alias) ?? 0) + count);
    if (meaning.has(alias)) continue;
    meaning.set(alias, textIn(row, 'phrase'));
    most.set(alias, count);
  }
  const groups = new Map<string, string[]>();
  for (const [alias, phrase] of meaning) {
    // One that means several things here would join what has nothing in common.
    const isClear = (most.get(alias) ?? 0) * 3 >= (total.get(alias) ?? 0) * 2;
    if (!isClear || meaning.has(phrase)) meaning.delete(alias);
    else groups.set(phrase, [...(groups.get(phrase) ?? [phrase]), alias]);
  }
  const canonical = (phrase: string): string => meaning.get(phrase) ?? phrase;
  return { canonical, group: (phrase) => groups.get(canonical(phrase)) ?? [phrase] };
}
