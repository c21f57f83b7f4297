import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { receiptFields, receiptShape } from '../src/core/tool-shapes.ts';

export default defineTool({
  name: 'rag_migrate',
  title: 'Move a collection',
  group: 'retrieval',
  effect: 'write',
  metered: true,
  description:
    'Move a collection to another vector store or embedding model, or a copy of it under a new name. It stays searchable; call again to resume.',
  input: z.strictObject({
    collection: z.string(),
    store: z.string().optional(),
    embed_model: z.string().optional(),
    name: z.string().optional().describe('leave the original, move a copy'),
  }),
  output: z.object({
    collection: z.string(),
    store: z.string(),
    chunks: z.number(),
    ...z.object(receiptShape).partial().shape,
  }),
  async run({ collection, store, embed_model, name }, call) {
    const retrieval = await call.app.retrieval();
    const report = await retrieval.migrate({ collection, store, embedModel: embed_model, name }, call);
    const { receipt, notes, ...result } = report;
    return {
      ...(receipt && receiptFields(receipt)),
      ...result,
      notes: notes.length > 0 ? [...notes] : undefined,
    };
  },
  text: ({ collection, store, chunks, notes }) =>
    [`${collection}: ${chunks} chunks, in ${store}.`, ...(notes ?? [])].join('\n'),
});
