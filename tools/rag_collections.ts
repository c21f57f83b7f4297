import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';

export default defineTool({
  name: 'rag_collections',
  title: 'List collections',
  group: 'retrieval',
  effect: 'read',
  metered: false,
  description: 'List the indexed collections with their sizes and embedding models.',
  input: z.strictObject({ collection: z.string().optional() }),
  output: z.object({
    collections: z.array(
      z.object({
        name: z.string(),
        store: z.string(),
        embed_model: z.string().optional(),
        dimensions: z.number().optional(),
        documents: z.number(),
        chunks: z.number(),
        graph: z.boolean(),
      }),
    ),
  }),
  async run({ collection }, call) {
    const retrieval = await call.app.retrieval();
    const collections = await retrieval.collections(call, collection);
    return { collections: collections.map(({ embedModel, ...info }) => ({ ...info, embed_model: embedModel })) };
  },
  text: ({ collections }) =>
    collections.length === 0
      ? 'There is no collection yet: make one with rag_index.'
      : collections
          .map(
            ({ name, store, documents, chunks, embed_model }) =>
              `${name}: ${documents} documents, ${chunks} chunks, ${embed_model ?? 'keyword search only'}, in ${store}`,
          )
          .join('\n'),
});
