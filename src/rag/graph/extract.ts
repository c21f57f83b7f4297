import { z } from 'zod';
import type { RunOptions } from '../../core/app.ts';
import type { ChunkGraph, GraphMention, GraphRelation, UnreadChunk } from '../../core/graph.ts';
import type { ToolCall } from '../../core/tool.ts';
import { sha256 } from '../manifest.ts';
import { type Answered, askModel } from './ask.ts';
import { phraseKey } from './phrase.ts';

/** Raise it when the same text would be asked about in another way. */
const PROMPT = 'extract-1';
const TYPES = ['person', 'organization', 'place', 'event', 'product', 'work', 'concept', 'other'] as const;
const MAX_DESCRIPTION = 600;

const extractionShape = z.object({
  entities: z.array(z.object({ title: z.string(), type: z.string(), description: z.string() })),
  relations: z.array(
    z.object({ source: z.string(), target: z.string(), description: z.string(), strength: z.number() }),
  ),
});

export type Extraction = z.output<typeof extractionShape>;

const TASK = [
  'List the entities that the passage names, and the relations between them that it states.',
  `title: the name as the passage writes it, in full. type: one of ${TYPES.join(', ')}. description: one or two sentences on what the passage says of it, and nothing else.`,
  'source and target: titles from your list. strength: 1 (mentioned together) to 10 (the passage is about it). Leave out what the passage does not say.',
];

export const extractionHash = ({ text, title }: Pick<UnreadChunk, 'text' | 'title'>): string =>
  sha256(PROMPT, title ?? '', text);

/** What a model reads in one passage. */
export async function extract(
  { text, title }: UnreadChunk,
  options: RunOptions,
  call: ToolCall,
): Promise<Answered<Extraction>> {
  const data = [...(title === undefined ? [] : [{ name: 'title', text: title }]), { name: 'passage', text }];
  return askModel({ task: TASK, data, answer: extractionShape }, options, call);
}

/** What was read once, from the cache; `undefined` where it is not of this shape. */
export function storedExtraction(value: string): Extraction | undefined {
  const checked = extractionShape.safeParse(JSON.parse(value));
  return checked.success ? checked.data : undefined;
}

/** The model's list as the graph of the chunk: names folded, places found, relations only between what it listed. */
export function chunkGraphOf({ entities, relations }: Extraction, text: string): ChunkGraph {
  const mentions = new Map<string, GraphMention>();
  const lower = text.toLowerCase();
  for (const { title, type, description } of entities) {
    const phrase = phraseKey(title);
    if (phrase === '' || mentions.has(phrase)) continue;
    const start = lower.length === text.length ? lower.indexOf(title.toLowerCase()) : text.indexOf(title);
    const place = start === -1 ? {} : { start, end: start + title.length };
    const kind = TYPES.find((known) => known === type.trim().toLowerCase()) ?? 'other';
    const name = start === -1 ? title : text.slice(start, start + title.length);
    mentions.set(phrase, { phrase, type: kind, name, times: 1, description: clipped(description), ...place });
  }
  const ends = (title: string): GraphMention | undefined => mentions.get(phraseKey(title));
  return {
    mentions: [...mentions.values()],
    relations: relations.flatMap(({ source, target, description, strength }): GraphRelation[] => {
      const [from, to] = [ends(source), ends(target)];
      if (from === undefined || to === undefined || from === to) return [];
      return [{ source: from, target: to, description: clipped(description), strength: bounded(strength) }];
    }),
    aliases: [],
  };
}

const clipped = (text: string): string => text.trim().slice(0, MAX_DESCRIPTION).toWellFormed();

const bounded = (strength: number): number => Math.min(10, Math.max(1, Number.isFinite(strength) ? strength : 1));
