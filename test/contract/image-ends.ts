type Ends = {
  /** What a look hears of a picture that could not be made, and of one that was refused. */
  readonly failed: unknown;
  readonly refused: unknown;
  /** `METHOD path` of the end that a caller asks for; absent where the vendor knows none. */
  readonly cancels?: string;
};

/** How jobs of pictures end otherwise than well, as their vendors document it. */
export const IMAGE_ENDS: Readonly<Record<string, Ends>> = {
  'black-forest-labs': {
    failed: { id: 'job-1', status: 'Error', details: { error: 'It broke.' } },
    refused: { id: 'job-1', status: 'Request Moderated', details: { 'Moderation Reasons': ['Safety'] } },
  },
  comfyui: {
    failed: {
      'job-1': {
        status: { status_str: 'error', messages: [['execution_error', { exception_message: 'CUDA out of memory' }]] },
        outputs: {},
      },
    },
    refused: {
      'job-1': {
        status: {
          status_str: 'error',
          messages: [['execution_error', { exception_message: 'NSFW content detected' }]],
        },
        outputs: {},
      },
    },
    cancels: 'POST /queue',
  },
  fal: {
    failed: { status: 'COMPLETED', error: 'It broke.' },
    refused: { status: 'COMPLETED', error: 'Flagged by a content checker.', error_type: 'content_policy_violation' },
    cancels: 'PUT /fal-ai/flux-2-pro/requests/job-1/cancel',
  },
  kling: {
    failed: { code: 0, data: { task_id: 'job-1', task_status: 'failed', task_status_msg: 'It broke.' } },
    refused: {
      code: 0,
      data: { task_id: 'job-1', task_status: 'failed', task_status_msg: 'Risk control: content policy violation' },
    },
  },
  leonardo: {
    failed: { generations_by_pk: { id: 'job-1', status: 'FAILED', generated_images: [] } },
    refused: { generations_by_pk: { id: 'job-1', status: 'FAILED', prompt_moderations: [{ id: 1 }] } },
    cancels: 'DELETE /api/rest/v1/generations/job-1',
  },
  luma: {
    failed: { id: 'job-1', state: 'failed', failure_reason: 'It broke.' },
    refused: { id: 'job-1', state: 'failed', failure_reason: 'Moderation.', failure_code: 'content_moderated' },
  },
  replicate: {
    failed: { id: 'job-1', status: 'failed', error: 'It broke.' },
    refused: { id: 'job-1', status: 'failed', error: 'The output was flagged as sensitive. (E005)' },
    cancels: 'POST /v1/predictions/job-1/cancel',
  },
  runware: {
    failed: { errors: [{ code: 'providerError', message: 'Something broke.', taskUUID: 'u' }] },
    refused: { errors: [{ code: 'contentModerated', message: 'The prompt violates content policy.' }] },
  },
  runway: {
    failed: { id: 'job-1', status: 'FAILED', failure: 'An error occurred.', failureCode: 'INTERNAL' },
    refused: { id: 'job-1', status: 'FAILED', failure: 'Blocked.', failureCode: 'SAFETY.INPUT.TEXT' },
    cancels: 'DELETE /v1/tasks/job-1',
  },
};
