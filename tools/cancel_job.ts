import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { jobShape } from './_job.ts';

export default defineTool({
  name: 'cancel_job',
  title: 'Cancel a job',
  group: 'media',
  effect: 'delete',
  metered: false,
  description: 'End a job, at its provider too where that is possible; says what may still be billed.',
  input: z.strictObject({ job_id: z.string() }),
  output: z.object(jobShape),
  async run({ job_id }, call) {
    const jobs = await call.app.jobs();
    const { id, status, progress, note } = await jobs.cancel(job_id, call);
    return { job_id: id, status, progress, note: status === 'cancelled' ? note : undefined };
  },
  text: ({ status, note }) => {
    if (status === 'cancelled') return `Cancelled. ${note ?? ''}`.trim();
    return status === 'queued' || status === 'running' ? 'It is being cancelled.' : `It had ended already: ${status}.`;
  },
});
