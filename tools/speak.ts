import { z } from 'zod';
import { LATENCIES, SPEAK_FORMATS } from '../src/core/speak.ts';
import { defineTool } from '../src/core/tool.ts';
import {
  artifactFields,
  artifactShape,
  callOptions,
  receiptFields,
  receiptShape,
  runOptions,
} from '../src/core/tool-shapes.ts';

export default defineTool({
  name: 'speak',
  title: 'Speak a text',
  group: 'speech',
  page: 'audio',
  effect: 'read',
  metered: true,
  needs: 'speak',
  description: 'Turn text into an audio file of speech.',
  input: z.strictObject({
    text: z.string().min(1),
    voice: z.string().optional().describe("provider's name or id"),
    format: z.enum(SPEAK_FORMATS).optional().describe('default mp3 where offered'),
    latency: z.enum(LATENCIES).optional(),
    speed: z.number().positive().optional().describe('default 1'),
    language: z.string().optional(),
    ...callOptions,
  }),
  output: z.object({ artifact: artifactShape, ...receiptShape }),
  async run({ text, voice, format, latency, speed, language, ...options }, call) {
    const { result, receipt } = await call.app.run(
      'speak',
      { text, voice, format, latency, speed, language },
      runOptions(options),
      call,
    );
    return { artifact: artifactFields(result.artifact), ...receiptFields(receipt) };
  },
  text: ({ artifact, model, notes }) => {
    const length = artifact.duration_s === undefined ? '' : `${artifact.duration_s.toFixed(1)} s of `;
    return [`${length}speech by ${model}.`, ...(notes ?? []).map((note) => `Note: ${note}`)].join('\n');
  },
});
