import { z } from 'zod';
import { FINANCE_DOMAINS } from '../src/core/domain.ts';
import { defineTool } from '../src/core/tool.ts';
import { runOptions } from '../src/core/tool-shapes.ts';
import { domainFields, domainInput, domainOutput, domainText, modelOptions } from './_domain.ts';

export default defineTool({
  name: 'finance_query',
  title: 'Ask about finance',
  group: 'domain',
  effect: 'read',
  metered: true,
  description: 'Answer a question of finance from your filings, with every figure and sum checked. No advice.',
  input: z.strictObject({
    question: z.string().min(1).max(100_000),
    domain: z.enum(FINANCE_DOMAINS).optional(),
    ...domainInput,
    details: domainInput.details.describe('entity, period, currency'),
    ...modelOptions,
  }),
  output: domainOutput,
  async run({ question, details, domain, collection, documents, ...options }, call) {
    const topic = { field: 'finance', domain } as const;
    const domains = await call.app.domains();
    const request = { topic, question, details, collection, documents, options: runOptions(options) };
    return domainFields(await domains.ask(request, call));
  },
  text: domainText,
});
