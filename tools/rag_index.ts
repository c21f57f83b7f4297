import { z } from 'zod';
import { GRAPH_KINDS } from '../src/core/graph.ts';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';

const textSource = z.object({
  id: z.string(),
  text: z.string(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export default defineTool({
  name: 'rag_index',
  title: 'Index documents',
  group: 'retrieval',
  effect: 'write',
  metered: true,
  description: 'Index files, folders, globs, URLs or texts for rag_search. Run again to update what changed.',
  input: z.strictObject({
    collection: z.string(),
    sources: z
      .array(z.union([z.string(), textSource]))
      .min(1)
      .max(10_000),
    store: z.string().optional().describe('for a new collection'),
    embed_model: z.string().optional(),
    chunk: z.object({ size: z.number().int().optional(), overlap: z.number().int().optional() }).optional(),
    replace: z.boolean().optional().describe('drop others'),
    contextual: z.boolean().optional().describe('a model describes chunks'),
    graph: z.enum(GRAPH_KINDS).optional().describe('llm: a model reads chunks'),
    ...callOptions,
  }),
  output: z.object({
    collection: z.string(),
    documents: z.number(),
    chunks: z.number(),
    unchanged: z.number(),
    deleted: z.number(),
    failed: z.array(z.object({ source: z.string(), reason: z.string() })),
    ...z.object(receiptShape).partial().shape,
  }),
  async run({ embed_model, model, fallbacks, max_cost_usd, contextual, ...request }, call) {
    const retrieval = await call.app.retrieval();
    const options = runOptions({ model, fallbacks, max_cost_usd });
    const report = await retrieval.index(
      { ...request, contextual: contextual && (model ?? true), embedModel: embed_model, options },
      call,
    );
    const { receipt, notes, ...counts } = report;
    return {
      ...(receipt && receiptFields(receipt)),
      ...counts,
      failed: [...counts.failed],
      notes: notes.length > 0 ? [...notes] : undefined,
    };
  },
  text: ({ collection, documents, chunks, unchanged, deleted, failed, notes }) =>
    [
      `${collection}: ${documents} documents indexed (${chunks} chunks), ${unchanged} unchanged, ${deleted} deleted, ${failed.length} failed.`,
      ...failed.slice(0, 10).map(({ source, reason }) => `Failed: ${source}: ${reason}`),
      ...(failed.length > 10 ? [`… and ${failed.length - 10} more.`] : []),
      ...(notes ?? []),
    ].join('\n'),
});
