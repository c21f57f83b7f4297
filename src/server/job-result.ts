import type { Job } from '../core/job.ts';

/** What the result of a long call may hold beside its own fields. */
export const JOB_PROPERTIES = {
  job_id: { type: 'string' },
  status: { type: 'string' },
  progress: { type: 'number' },
} as const;

/** A job as the result of the call that has become it. */
export const jobFields = ({ id, status, progress }: Job): Record<string, unknown> => ({
  job_id: id,
  status,
  ...(progress !== undefined && { progress }),
});

/** The same for a reader. */
export function jobText({ id, status, progress }: Job): string {
  const done = progress === undefined ? '' : `, ${Math.round(progress * 100)} % done`;
  return `This takes longer and goes on as job ${id} (${status}${done}). Ask get_job for it, or call again with the same arguments.`;
}
