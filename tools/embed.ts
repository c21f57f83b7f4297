import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';

export default defineTool({
  name: 'embed',
  title: 'Embed texts',
  group: 'retrieval',
  effect: 'read',
  metered: true,
  needs: 'embed',
  description:
    'Turn texts into vectors for similarity, clustering or your own index. To search documents, use rag_index instead.',
  input: z.strictObject({
    texts: z.array(z.string().min(1)).min(1).max(2_048),
    input_type: z.enum(['query', 'document']).optional(),
    dimensions: z.number().int().positive().optional(),
    ...callOptions,
  }),
  output: z.object({ vectors: z.array(z.array(z.number())), dimensions: z.number(), ...receiptShape }),
  async run({ texts, input_type, dimensions, ...options }, call) {
    const { result, receipt } = await call.app.run(
      'embed',
      { texts, inputType: input_type, dimensions },
      runOptions(options),
      call,
    );
    return {
      vectors: result.vectors.map((vector) => Array.from(vector)),
      dimensions: result.vectors[0]?.length ?? 0,
      ...receiptFields(receipt),
    };
  },
  text: ({ vectors, dimensions, model }) => `${vectors.length} vectors of ${dimensions} dimensions by ${model}.`,
});
