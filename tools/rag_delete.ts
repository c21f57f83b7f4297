import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';

export default defineTool({
  name: 'rag_delete',
  title: 'Delete from a collection',
  group: 'retrieval',
  effect: 'delete',
  metered: false,
  description:
    'Delete documents of a collection by id, or the whole collection when no documents are named. It cannot be undone.',
  input: z.strictObject({
    collection: z.string(),
    documents: z.array(z.string()).min(1).max(10_000).optional().describe('ids'),
  }),
  output: z.object({ deleted: z.number() }),
  async run({ collection, documents }, call) {
    const retrieval = await call.app.retrieval();
    return { deleted: await retrieval.delete(collection, documents, call) };
  },
  text: ({ deleted }) => `${deleted} documents were deleted.`,
});
