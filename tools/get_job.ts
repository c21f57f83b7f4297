import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { errorFields, jobShape } from './_job.ts';

const LONGEST_WAIT_MS = 45_000;

export default defineTool({
  name: 'get_job',
  title: 'Look at a job',
  group: 'media',
  page: 'job',
  effect: 'read',
  metered: false,
  description: 'Say how far a job is, with its result once it has ended. Use the job_id of a call that takes longer.',
  input: z.strictObject({
    job_id: z.string(),
    wait_ms: z.int().min(0).max(LONGEST_WAIT_MS).optional().describe('wait for the end'),
  }),
  output: z.object({
    ...jobShape,
    kind: z.string(),
    result: z.record(z.string(), z.unknown()).optional(),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  }),
  async run({ job_id, wait_ms }, call) {
    const jobs = await call.app.jobs();
    const job = await jobs.get(job_id, call, wait_ms);
    return {
      job_id: job.id,
      kind: job.tool,
      status: job.status,
      progress: job.progress,
      note: job.note,
      result: job.result,
      error: job.error === undefined ? undefined : errorFields(job.error),
    };
  },
  text: ({ kind, status, progress, error, result }) => {
    if (error !== undefined) return `${kind} ${status}: ${error.message}`;
    if (result !== undefined)
      return `${kind} succeeded.${typeof result.text === 'string' ? `\n${result.text.slice(0, 20_000)}` : ''}`;
    return `${kind} is ${status}${progress === undefined ? '' : `, ${Math.round(progress * 100)} % done`}.`;
  },
});
