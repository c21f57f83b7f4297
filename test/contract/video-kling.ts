import { FILM, film, PICTURE, picture, prompt, UUID, type VideoCase } from './video-case.ts';

/** Kling by both of its APIs and all of its doors. */
export const KLING: readonly VideoCase[] = [
  {
    row: 'kling',
    request: {
      model: 'kling-3.0',
      prompt,
      durationS: 7,
      size: { width: 1920, height: 1080 },
      clientId: UUID,
      seed: 3,
    },
    asks: [
      'POST https://api-singapore.klingai.com/text-to-video/kling-3.0',
      {
        prompt,
        settings: { resolution: '1080p', aspect_ratio: '16:9', duration: 7 },
        options: { external_task_id: UUID },
      },
    ],
    created: { code: 0, message: 'SUCCEED', data: { id: 't1', status: 'submitted' } },
    looks: 'GET https://api-singapore.klingai.com/tasks?task_ids=t1',
    running: { code: 0, data: [{ id: 't1', status: 'processing' }] },
    done: [{ code: 0, data: [{ id: 't1', status: 'succeeded', outputs: [{ type: 'video', url: FILM }] }] }],
    result: { videos: [film], durationS: 7, notes: ['seed was dropped'] },
    failed: { code: 0, data: [{ id: 't1', status: 'failed', message: 'Out of luck.' }] },
    refused: [{ code: 1301, message: 'Content blocked.', request_id: 'r' }],
  },
  {
    row: 'kling',
    request: { model: 'kling-v2-1', prompt, durationS: 5, size: { width: 1080, height: 1080 }, image: picture },
    asks: [
      'POST https://api-singapore.klingai.com/v1/videos/image2video',
      { model_name: 'kling-v2-1', prompt, mode: 'pro', duration: '5', image: 'AQID' },
    ],
    created: { code: 0, data: { task_id: 't2', task_status: 'submitted' } },
    looks: 'GET https://api-singapore.klingai.com/v1/videos/image2video/t2',
    running: { code: 0, data: { task_id: 't2', task_status: 'processing' } },
    done: [
      {
        code: 0,
        data: { task_id: 't2', task_status: 'succeed', task_result: { videos: [{ url: FILM, duration: '5.1' }] } },
      },
    ],
    result: { videos: [film], durationS: 5.1 },
    failed: { code: 0, data: { task_id: 't2', task_status: 'failed', task_status_msg: 'It broke.' } },
    refused: [
      {
        code: 0,
        data: {
          task_id: 't2',
          task_status: 'failed',
          task_status_msg: 'Failure to pass the risk control: content policy violation',
        },
      },
    ],
  },
  {
    row: 'kling',
    request: { model: 'kling-3.0-turbo', prompt, durationS: 5, image: picture, clientId: UUID },
    asks: [
      'POST https://api-singapore.klingai.com/image-to-video/kling-3.0-turbo',
      {
        contents: [
          { type: 'prompt', text: prompt },
          { type: 'first_frame', url: PICTURE },
        ],
        settings: { duration: 5 },
        options: { external_task_id: UUID },
      },
    ],
    created: { code: 0, message: 'SUCCEED', data: { id: 't3', status: 'submitted' } },
    looks: 'GET https://api-singapore.klingai.com/tasks?task_ids=t3',
    running: { code: 0, data: [{ id: 't3', status: 'processing' }] },
    done: [
      { code: 0, data: [{ id: 't3', status: 'succeeded', outputs: [{ type: 'video', url: FILM, duration: '5' }] }] },
    ],
    result: { videos: [film], durationS: 5 },
    failed: { code: 0, data: [{ id: 't3', status: 'failed', message: 'Out of luck.' }] },
    refused: [{ code: 0, data: [{ id: 't3', status: 'failed', message: 'It hit the content policy.' }] }],
  },
  {
    row: 'kling',
    request: { model: 'kling-3.0-omni', prompt, size: { width: 1280, height: 720 } },
    asks: [
      'POST https://api-singapore.klingai.com/omni-video/kling-3.0-omni',
      { contents: [{ type: 'prompt', text: prompt }], settings: { resolution: '720p', aspect_ratio: '16:9' } },
    ],
    created: { code: 0, message: 'SUCCEED', data: { id: 't4', status: 'submitted' } },
    looks: 'GET https://api-singapore.klingai.com/tasks?task_ids=t4',
    running: { code: 0, data: [{ id: 't4', status: 'processing' }] },
    done: [{ code: 0, data: [{ id: 't4', status: 'succeeded', outputs: [{ type: 'video', url: FILM }] }] }],
    result: { videos: [film] },
    failed: { code: 0, data: [{ id: 't4', status: 'failed', message: 'Out of luck.' }] },
    refused: [{ code: 1301, message: 'Content blocked.', request_id: 'r' }],
  },
];
