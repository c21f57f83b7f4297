import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';

export default defineTool({
  name: 'rerank',
  title: 'Rerank passages',
  group: 'retrieval',
  effect: 'read',
  metered: true,
  needs: 'rerank',
  description: 'Order passages by relevance to a query. Use it after a search, before answering.',
  input: z.strictObject({
    query: z.string().min(1),
    passages: z.array(z.string().min(1)).min(1).max(10_000),
    top: z.number().int().positive().optional(),
    ...callOptions,
  }),
  output: z.object({
    ranked: z.array(z.object({ index: z.number(), score: z.number() })),
    ...receiptShape,
  }),
  async run({ query, passages, top, ...options }, call) {
    const { result, receipt } = await call.app.run('rerank', { query, passages, top }, runOptions(options), call);
    return { ranked: result.ranked.map(({ index, score }) => ({ index, score })), ...receiptFields(receipt) };
  },
  text({ ranked, model }) {
    const lines = ranked.map(({ index, score }, place) => `${place + 1}. passages[${index}] (${score.toFixed(4)})`);
    return [`${ranked.length} passages by ${model}, best first:`, ...lines].join('\n');
  },
});
