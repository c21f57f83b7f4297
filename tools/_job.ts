import { z } from 'zod';
import type { ProviderError } from '../src/core/errors.ts';
import { JOB_STATUSES } from '../src/core/job.ts';

export const jobShape = {
  job_id: z.string(),
  status: z.enum(JOB_STATUSES),
  progress: z.number().optional(),
  note: z.string().optional(),
};

export const errorFields = ({ code, message, hint }: ProviderError) => ({ code, message, hint });
