import { z } from 'zod';
import { SPECIALTIES } from '../src/core/domain.ts';
import { defineTool } from '../src/core/tool.ts';
import { runOptions } from '../src/core/tool-shapes.ts';
import { domainFields, domainInput, domainOutput, domainText, modelOptions } from './_domain.ts';
import { loadPicture } from './_picture.ts';

export default defineTool({
  name: 'medical_query',
  title: 'Ask about medicine',
  group: 'domain',
  effect: 'read',
  metered: true,
  description:
    'Answer a medical question from your documents or pictures, as a differential with red flags. No diagnosis.',
  input: z.strictObject({
    question: z.string().min(1).max(100_000),
    specialty: z.enum(SPECIALTIES).optional(),
    images: z.array(z.string()).optional(),
    ...domainInput,
    details: domainInput.details.describe('age, drugs, audience'),
    ...modelOptions,
  }),
  output: domainOutput,
  async run({ question, details, specialty, images = [], collection, documents, ...options }, call) {
    const topic = { field: 'medical', specialty } as const;
    const pictures = await Promise.all(images.map((image) => loadPicture(image, call)));
    const domains = await call.app.domains();
    const request = { topic, question, details, collection, documents, options: runOptions(options) };
    return domainFields(await domains.ask({ ...request, images: pictures.filter((each) => each !== undefined) }, call));
  },
  text: domainText,
});
