import { z } from 'zod';
import type { RunOptions } from '../../core/app.ts';
import type { CommunitySummary, GraphStore } from '../../core/graph.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { ToolCall } from '../../core/tool.ts';
import { sha256 } from '../manifest.ts';
import { askModel } from './ask.ts';
import { describingMentions, descriptionsIn, madeDescription } from './describe.ts';
import type { Theme } from './theme.ts';

/** Raise it when the same community would be asked about in another way. */
const PROMPT = 'report-1';
const MOST_RELATIONS = 30;
const MOST_DESCRIPTIONS = 3;

const reportShape = z.object({
  title: z.string(),
  summary: z.string(),
  rank: z.number(),
  findings: z.array(z.object({ text: z.string(), passages: z.array(z.number()) })),
});

type Report = z.output<typeof reportShape>;

const TASK = [
  'Write a report on what connects these entities, from the passages alone.',
  'title: short and specific, naming its main entities. summary: what it is about, in a few sentences. rank: how important it is to a reader, 0 to 10.',
  'findings: 3 to 8 statements, each with the numbers of the passages that say it. Leave out what no passage says.',
];

export type Written = { readonly summary: CommunitySummary; readonly receipts: readonly Receipt[] };

/** A model's report on a community, written when it is first asked for and again when anything that it was made from changed. */
export async function reportOn(graph: GraphStore, theme: Theme, options: RunOptions, call: ToolCall): Promise<Written> {
  const { data, chunks } = await materialOf(graph, theme);
  const hash = sha256(PROMPT, JSON.stringify(data));
  const stored = await graph.memo(hash);
  if (stored !== undefined) return { summary: summaryFrom(reportShape.parse(JSON.parse(stored)), theme), receipts: [] };
  const { value, receipts } = await askModel({ task: TASK, data, answer: reportShape }, options, call);
  await graph.keepMemo(hash, JSON.stringify(value), chunks, call.signal);
  return { summary: summaryFrom(value, theme), receipts };
}

/** What the model is shown, and every chunk that any of it comes from. */
async function materialOf(graph: GraphStore, { entities, chunks }: Theme) {
  const from = new Set(chunks.map(({ id }) => id));
  const described: string[] = [];
  for (const { id, name, type } of entities) {
    const mentions = await describingMentions(graph, id);
    const made = await madeDescription(graph, name, descriptionsIn(mentions));
    const shown = made === undefined ? mentions.slice(0, MOST_DESCRIPTIONS) : mentions;
    for (const { chunk } of shown) from.add(chunk);
    const description = made ?? descriptionsIn(shown).join(' ');
    described.push([name, type && `(${type})`, description].filter((part) => part !== '').join(' '));
  }
  const names = new Map(entities.map(({ id, name }) => [id, name]));
  const relations = entities.length < 2 ? [] : await graph.relations([...names.keys()], MOST_RELATIONS);
  for (const { chunk } of relations) from.add(chunk);
  const data = [
    { name: 'entities', text: described.join('\n') },
    {
      name: 'relations',
      text: relations
        .map(({ source, target, description }) => `${names.get(source)} → ${names.get(target)}: ${description}`)
        .join('\n'),
    },
    ...chunks.map(({ text }, index) => ({ name: `passage-${index + 1}`, text })),
  ].filter(({ text }) => text !== '');
  return { data, chunks: [...from] };
}

/** Findings that name no passage they were shown are left out: nobody could check them. */
function summaryFrom(
  { title, summary, rank, findings }: Report,
  { community, entities, chunks }: Theme,
): CommunitySummary {
  return {
    id: community.id,
    level: community.level,
    title,
    summary,
    rank: Math.min(10, Math.max(0, rank)),
    entities,
    findings: findings
      .map(({ text, passages }) => ({
        text,
        chunks: [...new Set(passages)].flatMap((number) => chunks[number - 1]?.id ?? []),
      }))
      .filter((finding) => finding.chunks.length > 0),
    chunks: chunks.map(({ id }) => id),
  };
}
