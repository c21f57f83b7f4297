import { z } from 'zod';
import type { RunOptions } from '../../core/app.ts';
import { asProviderError } from '../../core/errors.ts';
import type { EntityMention, EntityRow, GraphStore } from '../../core/graph.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { ToolCall } from '../../core/tool.ts';
import { sha256 } from '../manifest.ts';
import { reasonOf } from '../sources.ts';
import { askModel } from './ask.ts';

/** Raise it when the same descriptions would be asked about in another way. */
const PROMPT = 'describe-1';
/** So many descriptions are read as they are; more are made into one. */
const FEW = 3;
const AT_ONCE = 8;
const MOST_MENTIONS = 200;
const MOST_ENTITIES = 10_000;
const MOST_CHARACTERS = 4_000;

const answerShape = z.object({ entities: z.array(z.object({ number: z.number(), description: z.string() })) });

const TASK = [
  'Each block holds what several passages say of one entity. Make one description of each, in at most four sentences.',
  'Say what they agree on first, name contradictions, add nothing. number: that of the block.',
];

/** Every passage's words about an entity, each once. */
export const descriptionsIn = (mentions: readonly EntityMention[]): readonly string[] =>
  [...new Set(mentions.flatMap(({ description }) => description ?? []))].sort();

/** All mentions that take part in an entity's description. */
export const describingMentions = (graph: GraphStore, id: string): Promise<readonly EntityMention[]> =>
  graph.mentions(id, MOST_MENTIONS);

const hashOf = (name: string, descriptions: readonly string[]): string =>
  sha256(PROMPT, name, JSON.stringify(descriptions));

/** The one description that a model made of these; `undefined` when none was made since they changed. */
export const madeDescription = (graph: GraphStore, name: string, descriptions: readonly string[]) =>
  graph.memo(hashOf(name, descriptions));

export type Described = { readonly receipts: readonly Receipt[]; readonly notes: readonly string[] };

type Waiting = {
  readonly entity: EntityRow;
  readonly mentions: readonly EntityMention[];
  readonly descriptions: readonly string[];
};

/** Has a model make one description of each entity that many passages describe, where what they say has changed. */
export async function describeEntities(graph: GraphStore, options: RunOptions, call: ToolCall): Promise<Described> {
  const receipts: Receipt[] = [];
  const waiting: Waiting[] = [];
  try {
    for (const entity of await graph.entities(await graph.oftenDescribed(FEW + 1, MOST_ENTITIES))) {
      const mentions = await describingMentions(graph, entity.id);
      const descriptions = descriptionsIn(mentions);
      if ((await madeDescription(graph, entity.name, descriptions)) !== undefined) continue;
      waiting.push({ entity, mentions, descriptions });
      if (waiting.length === AT_ONCE) receipts.push(...(await describe(graph, waiting.splice(0), options, call)));
    }
    if (waiting.length > 0) receipts.push(...(await describe(graph, waiting, options, call)));
    return { receipts, notes: [] };
  } catch (error) {
    if (asProviderError(error).code === 'cancelled') throw error;
    // Each passage's own words are there all the same.
    return { receipts, notes: [`Descriptions were not summarised. ${reasonOf(error)}`] };
  }
}

async function describe(
  graph: GraphStore,
  batch: readonly Waiting[],
  options: RunOptions,
  call: ToolCall,
): Promise<readonly Receipt[]> {
  const data = batch.map(({ entity, descriptions }, index) => ({
    name: `entity-${index + 1}`,
    text: [entity.name, ...descriptions.map((text) => `- ${text}`)].join('\n').slice(0, MOST_CHARACTERS),
  }));
  const { value, receipts } = await askModel({ task: TASK, data, answer: answerShape }, options, call);
  for (const { number, description } of value.entities) {
    const described = batch[number - 1];
    if (described === undefined || description.trim() === '') continue;
    const { entity, mentions, descriptions } = described;
    const chunks = mentions.map(({ chunk }) => chunk);
    await graph.keepMemo(hashOf(entity.name, descriptions), description.trim(), chunks, call.signal);
  }
  return receipts;
}
