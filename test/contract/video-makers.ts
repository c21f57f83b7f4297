import { FILM, film, MP4, PICTURE, picture, prompt, type VideoCase } from './video-case.ts';

/** Makers of models, at their own servers. */
export const MAKERS: readonly VideoCase[] = [
  {
    row: 'vertex',
    request: { model: 'veo-3.1-generate-001', prompt, durationS: 8, aspectRatio: '9:16', image: picture },
    asks: [
      'POST https://aiplatform.googleapis.com/v1/projects/google-vertex-project/locations/global/publishers/google' +
        '/models/veo-3.1-generate-001:predictLongRunning',
      {
        instances: [{ prompt, image: { bytesBase64Encoded: 'AQID', mimeType: 'image/png' } }],
        parameters: { aspectRatio: '9:16', durationSeconds: 8 },
      },
    ],
    created: { name: 'projects/p/locations/global/publishers/google/models/veo-3.1-generate-001/operations/o1' },
    looks:
      'POST https://aiplatform.googleapis.com/v1/projects/google-vertex-project/locations/global/publishers/google' +
      '/models/veo-3.1-generate-001:fetchPredictOperation',
    running: { name: 'projects/p/operations/o1' },
    done: [
      {
        name: 'projects/p/operations/o1',
        done: true,
        response: {
          videos: [{ bytesBase64Encoded: MP4.toString('base64'), mimeType: 'video/mp4' }],
          raiMediaFilteredCount: 0,
        },
      },
    ],
    result: {
      videos: [{ kind: 'media', media: { bytes: MP4, mimeType: 'video/mp4' } }],
      durationS: 8,
    },
    failed: { name: 'projects/p/operations/o1', done: true, error: { code: 13, message: 'Internal.' } },
    refused: [
      {
        name: 'projects/p/operations/o1',
        done: true,
        response: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['It broke a policy.'] },
      },
    ],
  },
  {
    row: 'luma',
    request: { model: 'ray-2', prompt, durationS: 9, size: { width: 1280, height: 720 }, seed: 4 },
    asks: [
      'POST https://api.lumalabs.ai/dream-machine/v1/generations/video',
      { prompt, model: 'ray-2', resolution: '720p', duration: '9s', aspect_ratio: '16:9' },
    ],
    created: { id: 'g2', state: 'queued', assets: null },
    looks: 'GET https://api.lumalabs.ai/dream-machine/v1/generations/g2',
    running: { id: 'g2', state: 'dreaming', assets: null },
    done: [{ id: 'g2', state: 'completed', model: 'ray-2', assets: { video: FILM } }],
    result: { videos: [film], durationS: 9, model: 'ray-2', notes: ['seed was dropped'] },
    failed: { id: 'g2', state: 'failed', failure_reason: 'It broke.' },
    refused: [{ id: 'g2', state: 'failed', failure_reason: '400: prompt not allowed because of moderation' }],
  },
  {
    row: 'minimax',
    request: { model: 'MiniMax-H3', prompt, durationS: 6, aspectRatio: '9:16' },
    asks: [
      'POST https://api.minimax.io/v2/video_generation',
      {
        model: 'MiniMax-H3',
        content: [{ type: 'text', text: prompt }],
        resolution: '768P',
        duration: 6,
        ratio: '9:16',
      },
    ],
    created: { task_id: '11', base_resp: { status_code: 0 } },
    looks: 'GET https://api.minimax.io/v2/query/video_generation/11',
    running: { task_id: '11', status: 'running' },
    done: [{ task_id: '11', status: 'succeeded', content: { url: FILM } }],
    result: { videos: [film], durationS: 6, usage: { seconds: 6 } },
    failed: { task_id: '11', status: 'failed', error: { message: 'It broke.' } },
    refused: [{ base_resp: { status_code: 1026, status_msg: 'sensitive' } }],
    expired: [{ task_id: '11', status: 'expired' }, 'timeout'],
    cancels: 'DELETE https://api.minimax.io/v2/query/video_generation/11',
  },
  {
    row: 'minimax',
    request: { model: 'MiniMax-Hailuo-2.3', prompt, durationS: 6, size: { width: 1366, height: 768 }, image: picture },
    asks: [
      'POST https://api.minimax.io/v1/video_generation',
      { model: 'MiniMax-Hailuo-2.3', prompt, duration: 6, resolution: '768P', first_frame_image: PICTURE },
    ],
    created: { task_id: '12', base_resp: { status_code: 0, status_msg: 'success' } },
    looks: 'GET https://api.minimax.io/v1/query/video_generation?task_id=12',
    running: { task_id: '12', status: 'Processing', base_resp: { status_code: 0 } },
    done: [
      { task_id: '12', status: 'Success', file_id: '205', base_resp: { status_code: 0 } },
      { file: { file_id: 205, download_url: FILM }, base_resp: { status_code: 0 } },
    ],
    result: { videos: [film], durationS: 6 },
    failed: { task_id: '12', status: 'Fail', base_resp: { status_code: 0 } },
    refused: [{ task_id: '12', status: 'Fail', base_resp: { status_code: 1027, status_msg: 'new_sensitive' } }],
  },
  {
    row: 'google',
    request: {
      model: 'gemini-omni-1.1-flash',
      prompt,
      durationS: 5,
      size: { width: 1920, height: 1080 },
      image: picture,
    },
    asks: [
      'POST https://generativelanguage.googleapis.com/v1beta/interactions',
      {
        model: 'gemini-omni-1.1-flash',
        input: [
          { type: 'text', text: prompt },
          { type: 'image', data: 'AQID', mime_type: 'image/png' },
        ],
        response_format: {
          type: 'video',
          resolution: '1080p',
          aspect_ratio: '16:9',
          delivery: 'uri',
          duration: '5s',
        },
        generation_config: { video_config: { task: 'image_to_video' } },
        background: true,
      },
    ],
    created: { id: 'v1_x', status: 'in_progress' },
    looks: 'GET https://generativelanguage.googleapis.com/v1beta/interactions/v1_x',
    running: { id: 'v1_x', status: 'in_progress' },
    done: [
      {
        id: 'v1_x',
        status: 'completed',
        model: 'gemini-omni-1.1-flash',
        steps: [
          {
            type: 'model_output',
            content: [
              {
                type: 'video',
                mime_type: 'video/mp4',
                uri: 'https://generativelanguage.googleapis.com/v1beta/files/abc',
              },
            ],
          },
        ],
        usage: { total_input_tokens: 9, total_output_tokens: 300 },
      },
    ],
    result: {
      videos: [
        {
          kind: 'link',
          url: 'https://generativelanguage.googleapis.com/v1beta/files/abc:download?alt=media',
          mimeType: 'video/mp4',
          withKey: true,
        },
      ],
      durationS: 5,
      usage: { input: 9, output: 300 },
    },
    failed: { id: 'v1_x', status: 'failed', error: { code: 'internal', message: 'It broke.' } },
    refused: [
      {
        id: 'v1_x',
        status: 'completed',
        steps: [{ type: 'model_output', content: [{ type: 'text', text: 'I cannot make that.' }] }],
      },
    ],
    expired: [{ id: 'v1_x', status: 'expired' }, 'timeout'],
  },
  {
    row: 'google',
    request: { model: 'veo-3.1-lite-generate-preview', prompt, durationS: 4, image: picture },
    asks: [
      'POST https://generativelanguage.googleapis.com/v1beta/models/veo-3.1-lite-generate-preview:predictLongRunning',
      {
        instances: [{ prompt, image: { bytesBase64Encoded: 'AQID', mimeType: 'image/png' } }],
        parameters: { durationSeconds: 4 },
      },
    ],
    created: { name: 'models/veo-3.1-lite-generate-preview/operations/u1' },
    looks: 'GET https://generativelanguage.googleapis.com/v1beta/models/veo-3.1-lite-generate-preview/operations/u1',
    running: { name: 'models/veo-3.1-lite-generate-preview/operations/u1' },
    done: [
      {
        name: 'models/veo/operations/u1',
        done: true,
        response: { generateVideoResponse: { generatedSamples: [{ video: { uri: `${FILM}?alt=media` } }] } },
      },
    ],
    result: { videos: [{ ...film, url: `${FILM}?alt=media`, withKey: true }], durationS: 4, usage: { seconds: 4 } },
    failed: { name: 'o', done: true, error: { code: 13, message: 'It broke.' } },
    refused: [
      {
        name: 'o',
        done: true,
        response: {
          generateVideoResponse: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['It shows too much.'] },
        },
      },
    ],
  },
  {
    row: 'luma',
    request: { model: 'ray-3.2', prompt, durationS: 10, size: { width: 1280, height: 720 }, image: picture },
    asks: [
      'POST https://agents.lumalabs.ai/v1/generations',
      {
        model: 'ray-3.2',
        type: 'video',
        prompt,
        aspect_ratio: '16:9',
        video: { resolution: '720p', duration: '10s', start_frame: { url: PICTURE } },
      },
    ],
    created: { id: 'g1', state: 'queued' },
    looks: 'GET https://agents.lumalabs.ai/v1/generations/g1',
    running: { id: 'g1', state: 'dreaming' },
    done: [{ id: 'g1', state: 'completed', model: 'ray-3.2', output: [{ type: 'video', url: FILM }] }],
    result: { videos: [film], durationS: 10, model: 'ray-3.2' },
    failed: { id: 'g1', state: 'failed', failure_reason: 'It broke.' },
    refused: [{ id: 'g1', state: 'failed', failure_reason: 'Moderation.', failure_code: 'content_moderated' }],
  },
  {
    row: 'xai',
    request: { model: 'grok-imagine-video', prompt, durationS: 1, size: { width: 854, height: 480 } },
    asks: [
      'POST https://api.x.ai/v1/videos/generations',
      { model: 'grok-imagine-video', prompt, duration: 1, aspect_ratio: '16:9', resolution: '480p' },
    ],
    created: { request_id: 'r1' },
    looks: 'GET https://api.x.ai/v1/videos/r1',
    running: { status: 'pending', progress: 40 },
    done: [
      {
        status: 'done',
        video: { url: FILM, duration: 1, respect_moderation: true },
        model: 'grok-imagine-video',
        usage: { cost_in_usd_ticks: 500_000_000 },
      },
    ],
    result: { videos: [film], durationS: 1, usage: { seconds: 1 }, costMicroUsd: 50_000 },
    failed: { status: 'failed', error: { code: 'internal_error', message: 'It broke.' } },
    refused: [{ status: 'done', video: { url: '', respect_moderation: false } }],
    expired: [{ status: 'expired' }, 'timeout'],
  },
  {
    row: 'bytedance-seedance',
    request: {
      model: 'dreamina-seedance-2-0-260128',
      prompt,
      durationS: 6,
      aspectRatio: '1:1',
      image: picture,
    },
    asks: [
      'POST https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks',
      {
        model: 'dreamina-seedance-2-0-260128',
        content: [
          { type: 'text', text: prompt },
          { type: 'image_url', image_url: { url: PICTURE }, role: 'first_frame' },
        ],
        ratio: '1:1',
        duration: 6,
        watermark: false,
      },
    ],
    created: { id: 'cgt-1' },
    looks: 'GET https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks/cgt-1',
    running: { id: 'cgt-1', status: 'running' },
    done: [
      {
        id: 'cgt-1',
        model: 'dreamina-seedance-2-0-260128',
        status: 'succeeded',
        content: { video_url: FILM },
        usage: { completion_tokens: 108_900, total_tokens: 108_900 },
        duration: 6,
      },
    ],
    result: { videos: [film], durationS: 6, usage: { output: 108_900 } },
    failed: { id: 'cgt-1', status: 'failed', error: { code: 'InternalServiceError', message: 'It broke.' } },
    refused: [
      {
        id: 'cgt-1',
        status: 'failed',
        error: {
          code: 'OutputVideoSensitiveContentDetected',
          message: 'The output video may contain sensitive information.',
        },
      },
    ],
    expired: [{ id: 'cgt-1', status: 'expired' }, 'timeout'],
    cancels: 'DELETE https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks/cgt-1',
  },
  {
    row: 'alibaba',
    request: { model: 'wan2.7-t2v', prompt, durationS: 5, aspectRatio: '9:16', seed: 4 },
    asks: [
      'POST https://dashscope-intl.aliyuncs.com/api/v1/services/aigc/video-generation/video-synthesis',
      { model: 'wan2.7-t2v', input: { prompt }, parameters: { size: '1080*1920', duration: 5, seed: 4 } },
    ],
    created: { output: { task_id: 'w1', task_status: 'PENDING' }, request_id: 'r' },
    looks: 'GET https://dashscope-intl.aliyuncs.com/api/v1/tasks/w1',
    running: { output: { task_id: 'w1', task_status: 'RUNNING' } },
    done: [
      {
        output: { task_id: 'w1', task_status: 'SUCCEEDED', video_url: FILM },
        usage: { duration: 5, video_count: 1 },
      },
    ],
    result: { videos: [film], durationS: 5, usage: { seconds: 5 } },
    failed: { output: { task_id: 'w1', task_status: 'FAILED', code: 'InternalError', message: 'It broke.' } },
    refused: [
      {
        output: {
          task_id: 'w1',
          task_status: 'FAILED',
          code: 'DataInspectionFailed',
          message: 'Output data may contain inappropriate content.',
        },
      },
    ],
    cancels: 'POST https://dashscope-intl.aliyuncs.com/api/v1/tasks/w1/cancel',
  },
  {
    row: 'black-forest-labs',
    request: { model: 'flux-3-video', prompt, durationS: 8, size: { width: 1920, height: 1080 }, image: picture },
    asks: [
      'POST https://api.bfl.ai/v1/flux-3-video',
      { prompt, resolution: 'fhd', aspect_ratio: '16:9', duration: 8, keyframes: ['AQID'] },
    ],
    created: { id: 'b1', polling_url: 'https://api.us1.bfl.ai/v1/get_result?id=b1' },
    looks: 'GET https://api.us1.bfl.ai/v1/get_result?id=b1',
    running: { id: 'b1', status: 'Pending', result: null, progress: 0.6 },
    done: [{ id: 'b1', status: 'Ready', result: { sample: FILM, seed: 2, duration: 8 } }],
    result: { videos: [film], durationS: 8, seed: 2 },
    failed: { id: 'b1', status: 'Error', details: { error: 'It broke.' } },
    refused: [{ id: 'b1', status: 'Content Moderated', result: null }],
  },
];
