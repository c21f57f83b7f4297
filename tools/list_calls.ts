import { z } from 'zod';
import { microToUsd } from '../src/core/money.ts';
import { defineTool } from '../src/core/tool.ts';
import { usageFields, usageShape } from '../src/core/tool-shapes.ts';
import { invalid } from './_chat-input.ts';

export default defineTool({
  name: 'list_calls',
  title: 'List calls',
  group: 'catalogue',
  effect: 'read',
  metered: false,
  description: 'List your latest model calls with cost, time and outcome.',
  input: z.strictObject({
    limit: z.int().positive().max(1000).optional(),
    since: z.string().optional().describe('ISO date or time'),
  }),
  output: z.object({
    calls: z.array(
      z.object({
        id: z.string(),
        at: z.string(),
        tool: z.string(),
        model: z.string(),
        usage: usageShape,
        cost_usd: z.number().nullable(),
        ms: z.number(),
        outcome: z.string(),
      }),
    ),
    total_usd: z.number().describe('known costs of all calls since then'),
  }),

  async run({ limit = 20, since }, call) {
    const from = since === undefined ? undefined : Date.parse(since);
    if (from !== undefined && Number.isNaN(from)) throw invalid('`since` must be an ISO date or time.');
    const { calls, totalMicroUsd } = await call.app.ledger({ limit, since: from }, call);
    return {
      calls: calls.map((entry) => ({
        id: entry.id,
        at: new Date(entry.at).toISOString(),
        tool: entry.tool,
        model: entry.model,
        usage: usageFields(entry.usage),
        cost_usd: entry.costMicroUsd === undefined ? null : microToUsd(entry.costMicroUsd),
        ms: entry.ms,
        outcome: entry.outcome,
      })),
      total_usd: microToUsd(totalMicroUsd),
    };
  },

  text({ calls, total_usd }) {
    if (calls.length === 0) return 'No calls yet.';
    const lines = calls.map((entry) => {
      const cost = entry.cost_usd === null ? 'cost unknown' : `$${entry.cost_usd}`;
      return `${entry.at} ${entry.tool} ${entry.model}: ${entry.outcome}, ${cost}, ${entry.ms} ms`;
    });
    return [...lines, `Known costs: $${total_usd}`].join('\n');
  },
});
