import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents } from './_json.ts';

export default defineResource({
  uri: 'llmkit://jobs/{id}',
  name: 'job',
  title: 'Job',
  description: 'How far a job is, and what it came to.',
  mimeType: JSON_TYPE,
  async read({ id = '' }, call) {
    const jobs = await call.app.jobs();
    const job = await jobs.get(id, call);
    return jsonContents({
      job_id: job.id,
      kind: job.tool,
      status: job.status,
      progress: job.progress,
      note: job.note,
      result: job.result,
      error: job.error === undefined ? undefined : { code: job.error.code, message: job.error.message },
      created_at: new Date(job.createdAt).toISOString(),
      updated_at: new Date(job.updatedAt).toISOString(),
    });
  },
});
