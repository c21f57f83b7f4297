import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { IndexSource } from '../../../src/core/retrieval.ts';
import { shared } from '../../shared.ts';

/** A query with the documents that are relevant to it. */
export type Judged = { readonly text: string; readonly relevant: ReadonlySet<string> };

export type Part = { readonly set: string; readonly language?: string };

const documentSchema = z.object({ id: z.string(), title: z.string(), text: z.string(), lang: z.string().optional() });
const querySchema = z.object({ id: z.string(), text: z.string(), lang: z.string().optional() });
const judgementSchema = z.object({ query: z.string(), doc: z.string(), score: z.number() });
const paraphraseSchema = z.object({ set: z.string(), doc: z.string(), query: z.string() });
const baselinesSchema = z.object({
  sets: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number()))),
});

function lines<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema>[] {
  const text = readFileSync(path, 'utf8').trim();
  return text.split('\n').map((line) => schema.parse(JSON.parse(line)));
}

const isOf =
  ({ language }: Part) =>
  (row: { readonly lang?: string | undefined }): boolean =>
    language === undefined || row.lang === language;

export const documentsOf = (part: Part): readonly IndexSource[] =>
  lines(shared('retrieval', part.set, 'corpus.jsonl'), documentSchema)
    .filter(isOf(part))
    .map(({ id, title, text }) => ({ id, text, metadata: { title } }));

export function queriesOf(part: Part): readonly Judged[] {
  const judged = new Map<string, Set<string>>();
  for (const { query, doc, score } of lines(shared('retrieval', part.set, 'qrels.jsonl'), judgementSchema)) {
    if (score > 0) judged.set(query, (judged.get(query) ?? new Set()).add(doc));
  }
  return lines(shared('retrieval', part.set, 'queries.jsonl'), querySchema)
    .filter(isOf(part))
    .flatMap(({ id, text }) => {
      const relevant = judged.get(id);
      return relevant === undefined ? [] : [{ text, relevant }];
    });
}

/** Questions in words of our own about documents of the collections: `paraphrases.jsonl` holds them with the ids alone. */
export const paraphrasesOf = ({ set }: Part): readonly Judged[] =>
  lines(join(import.meta.dirname, 'paraphrases.jsonl'), paraphraseSchema)
    .filter((row) => row.set === set)
    .map(({ doc, query }) => ({ text: query, relevant: new Set([doc]) }));

/** Reference systems that others measured on the same collections, by name. */
export function referencesOf({ set, language }: Part): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const { sets } = baselinesSchema.parse(JSON.parse(readFileSync(shared('retrieval', 'BASELINES.json'), 'utf8')));
  // Those of a collection in several languages are means over all of them.
  const rows = language === undefined ? Object.entries(sets[set] ?? {}) : [];
  return new Map(rows.filter(([name]) => /^(?:bm25|fts5)[\w.+-]*$/u.test(name)));
}
