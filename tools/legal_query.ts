import { z } from 'zod';
import { CASE_TYPES, JURISDICTIONS } from '../src/core/domain.ts';
import { defineTool } from '../src/core/tool.ts';
import { runOptions } from '../src/core/tool-shapes.ts';
import { domainFields, domainInput, domainOutput, domainText, modelOptions } from './_domain.ts';

export default defineTool({
  name: 'legal_query',
  title: 'Ask about law',
  group: 'domain',
  effect: 'read',
  metered: true,
  description:
    'Answer a question of law from your documents, by issue, rule and conclusion. Says which authorities and claims no source bears out.',
  input: z.strictObject({
    question: z.string().min(1).max(100_000),
    jurisdiction: z.enum(JURISDICTIONS).optional(),
    case_type: z.enum(CASE_TYPES).optional(),
    ...domainInput,
    details: domainInput.details.describe('subdivision, as_of, parties'),
    ...modelOptions,
  }),
  output: domainOutput,
  async run({ question, details, jurisdiction, case_type, collection, documents, ...options }, call) {
    const topic = { field: 'legal', jurisdiction, caseType: case_type } as const;
    const domains = await call.app.domains();
    const request = { topic, question, details, collection, documents, options: runOptions(options) };
    return domainFields(await domains.ask(request, call));
  },
  text: domainText,
});
