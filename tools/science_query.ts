import { z } from 'zod';
import { EFFORTS } from '../src/core/chat.ts';
import { SCIENCE_DOMAINS } from '../src/core/domain.ts';
import { defineTool } from '../src/core/tool.ts';
import { runOptions } from '../src/core/tool-shapes.ts';
import { domainFields, domainInput, domainOutput, domainText, modelOptions } from './_domain.ts';

export default defineTool({
  name: 'science_query',
  title: 'Solve a problem of science',
  group: 'domain',
  effect: 'read',
  metered: true,
  description:
    'Solve a problem step by step, with arithmetic and units recomputed here. From effort high on several solutions vote.',
  input: z.strictObject({
    problem: z.string().min(1).max(100_000),
    domain: z.enum(SCIENCE_DOMAINS).optional(),
    effort: z.enum(EFFORTS).optional(),
    collection: domainInput.collection,
    ...modelOptions,
  }),
  output: domainOutput,
  async run({ problem, domain, effort, collection, ...options }, call) {
    const topic = { field: 'science', domain } as const;
    const domains = await call.app.domains();
    const request = { topic, question: problem, effort, collection, options: runOptions(options) };
    return domainFields(await domains.ask(request, call));
  },
  text: domainText,
});
