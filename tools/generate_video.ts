import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import {
  artifactFields,
  artifactShape,
  callOptions,
  receiptFields,
  receiptShape,
  runOptions,
} from '../src/core/tool-shapes.ts';
import { readVideoRequest, videoShape } from './_media-input.ts';

export default defineTool({
  name: 'generate_video',
  title: 'Generate a video',
  group: 'media',
  page: 'job',
  effect: 'write',
  metered: true,
  needs: 'video',
  description:
    'Make a video from a prompt, or from a first frame. It goes on as a job when it takes longer; see get_job.',
  input: z.strictObject({
    ...videoShape,
    wait: z.boolean().optional().describe('false: answer with job_id at once'),
    ...callOptions,
  }),
  output: z.object({
    artifact: artifactShape,
    duration_s: z.number().optional(),
    seed: z.number().optional(),
    ...receiptShape,
  }),
  async run(input, call) {
    const request = await readVideoRequest(input, call);
    const { result, receipt } = await call.app.run('video', request, runOptions(input), call);
    return {
      artifact: artifactFields(result.artifact),
      duration_s: result.durationS,
      seed: result.seed,
      ...receiptFields(receipt),
    };
  },
  text: ({ duration_s, model, notes }) => {
    const length = duration_s === undefined ? 'A' : `${Math.round(duration_s * 10) / 10} s of`;
    return [`${length} video by ${model}.`, ...(notes ?? []).map((note) => `Note: ${note}`)].join('\n');
  },
});
