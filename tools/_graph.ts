import { z } from 'zod';
import type { GraphSummary } from '../src/core/graph.ts';
import { quoted } from './_quoted.ts';

const link = z.object({ id: z.string(), name: z.string(), type: z.string(), chunks: z.number() });
const sourced = { text: z.string(), chunks: z.array(z.string()) };

/** What the graph modes of `rag_search` find beside the hits. */
export const graphShape = z.object({
  entities: z.array(link),
  communities: z.array(
    z.object({
      id: z.string(),
      level: z.number(),
      title: z.string(),
      summary: z.string(),
      rank: z.number(),
      entities: z.array(link),
      findings: z.array(z.object(sourced)),
      chunks: z.array(z.string()),
    }),
  ),
  points: z.array(z.object({ ...sourced, score: z.number() })),
});

/** The graph's findings as they stand in structured content. */
export const graphFields = ({ entities, communities, points }: GraphSummary): z.input<typeof graphShape> => ({
  entities: [...entities],
  communities: communities.map((community) => ({
    ...community,
    entities: [...community.entities],
    findings: community.findings.map(({ text, chunks }) => ({ text, chunks: [...chunks] })),
    chunks: [...community.chunks],
  })),
  points: points.map(({ text, score, chunks }) => ({ text, score, chunks: [...chunks] })),
});

/** The same as text: names, themes and points, all of them other people's words. */
export function graphLines({ entities, communities, points }: z.output<typeof graphShape>): readonly string[] {
  return [
    ...(entities.length === 0 ? [] : [`Entities:\n${quoted(entities.map(({ name }) => name).join(', '))}`]),
    ...communities.map(({ title, summary, findings }, index) =>
      [
        `Theme ${index + 1}:`,
        quoted([title, summary, ...findings.map(({ text, chunks }) => `- ${text} [${chunks.join(', ')}]`)].join('\n')),
      ].join('\n'),
    ),
    ...(points.length === 0
      ? []
      : [`Points:\n${quoted(points.map(({ text, chunks }) => `- ${text} [${chunks.join(', ')}]`).join('\n'))}`]),
  ];
}
