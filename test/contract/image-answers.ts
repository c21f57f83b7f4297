import { JPEG, PNG, PNG_BASE64 } from '../support/image.ts';
import type { RecordedRequest } from '../upstream.ts';

export type Step = {
  readonly method?: string;
  /** Path and query below the provider's host. */
  readonly path: RegExp;
  /** What the body has to say, where a path stands for several things. */
  readonly says?: RegExp;
  readonly body: unknown;
  readonly type?: string;
  /** True for a look at a job or its result, false for what starts the work. */
  readonly isLook?: boolean;
  /** True for what brings a picture there before. */
  readonly isUpload?: boolean;
};

const link = 'https://cdn.test/boat.png';
const data = [{ b64_json: PNG_BASE64 }];
const MULTIPART = Buffer.concat([
  Buffer.from('--part\r\nContent-Disposition: form-data; name="job"; filename="job.json"\r\n'),
  Buffer.from(
    'Content-Type: application/json\r\n\r\n{"id":"job-1","state":{"current":"completed"},"price":{"dollars":0.001}}',
  ),
  Buffer.from('\r\n--part\r\nContent-Disposition: form-data; name="output"\r\nContent-Type: image/png\r\n\r\n'),
  PNG,
  Buffer.from('\r\n--part--\r\n'),
]);
const look = (path: RegExp, body: unknown, says?: RegExp): Step => ({
  path,
  body,
  isLook: true,
  ...(says !== undefined && { says }),
});

/** How each wire answers a request for one small picture, as its vendor documents it. The first that fits decides. */
const STEPS: readonly Step[] = [
  {
    path: /\/svgs\/generations$/,
    body: {
      id: 's',
      created: 1,
      data: [{ svg: '<svg xmlns="http://www.w3.org/2000/svg"/>', mime_type: 'image/svg+xml' }],
    },
  },
  {
    path: /:generateContent$/,
    body: {
      candidates: [
        { content: { parts: [{ inlineData: { mimeType: 'image/png', data: PNG_BASE64 } }] }, finishReason: 'STOP' },
      ],
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 1290 },
    },
  },
  { path: /\/stable-image\//, body: { image: PNG_BASE64, finish_reason: 'SUCCESS', seed: 7 } },
  { path: /\/model\/[^/]+\/invoke$/, body: { images: [PNG_BASE64], seeds: [7], finish_reasons: [null] } },
  {
    path: /\/v1\/ideogram-v\d\//,
    body: {
      created: '2026-11-22T00:00:00Z',
      data: [{ url: link, is_image_safe: true, seed: 7, prompt: 'p', resolution: '1024x1024' }],
    },
  },
  look(/\/v1\/images\/generations\/job-1$/, {
    code: 0,
    message: 'ok',
    data: { task_id: 'job-1', task_status: 'succeed', task_result: { images: [{ index: 0, url: link }] } },
  }),
  {
    path: /\/v1\/images\/generations$/,
    says: /"model_name":"kling/,
    body: { code: 0, message: 'ok', data: { task_id: 'job-1', task_status: 'submitted' } },
  },
  { path: /\/images\/generations$/, says: /"model_name"/, body: { images: [{ image: PNG_BASE64, random_seed: 7 }] } },
  { path: /\/images(\/generations|\/edits|\/imageToImage|\/inpaint)?$/, body: { created: 1, data } },
  { path: /\/image\/generate$/, body: { id: 'i', images: [PNG_BASE64] } },
  look(/\/generations\/job-1$/, {
    id: 'job-1',
    state: 'completed',
    output: [{ url: link }],
    generations_by_pk: { status: 'COMPLETE', seed: 7, generated_images: [{ url: link, nsfw: false }] },
  }),
  {
    path: /\/generations$/,
    says: /"modelId"/,
    body: { sdGenerationJob: { generationId: 'job-1', cost: { amount: '0.02', unit: 'DOLLARS' } } },
  },
  { path: /\/generations$/, says: /"parameters"/, body: { generate: { generationId: 'job-1' } } },
  { path: /\/generations\/image$/, body: { id: 'job-1', state: 'queued', model: 'photon-1' } },
  {
    path: /\/init-image$/,
    body: { uploadInitImage: { id: 'up-1', url: 'https://bucket.s3.amazonaws.com/up', fields: '{"key":"k"}' } },
    isUpload: true,
  },
  { path: /^\/up$/, body: {}, isUpload: true },
  { path: /\/generations$/, body: { id: 'job-1', state: 'queued', model: 'uni-1' } },
  look(
    /\/v1\/?$/,
    { data: [{ taskType: 'imageInference', taskUUID: 'u', status: 'success', imageURL: link, cost: 0.03, seed: 7 }] },
    /getResponse/,
  ),
  { path: /\/v1\/?$/, says: /imageInference/, body: { data: [{ taskType: 'imageInference', taskUUID: 'u' }] } },
  look(/\/requests\/job-1\/status$/, { status: 'COMPLETED' }),
  look(/\/requests\/job-1$/, {
    images: [{ url: link, content_type: 'image/png' }],
    seed: 7,
    has_nsfw_concepts: [false],
  }),
  { path: /\/fal-ai\/[\w/-]+$/, body: { request_id: 'job-1', status: 'IN_QUEUE' } },
  look(/\/predictions\/job-1$/, { id: 'job-1', status: 'succeeded', output: [link], error: null }),
  { path: /\/predictions$/, body: { id: 'job-1', status: 'starting', output: null, error: null } },
  {
    path: /\/image_generation$/,
    body: {
      data: { image_base64: [JPEG.toString('base64')] },
      metadata: { success_count: '1', failed_count: '0' },
      base_resp: { status_code: 0, status_msg: 'success' },
    },
  },
  look(/\/v1\/tasks\/job-1$/, { id: 'job-1', status: 'SUCCEEDED', output: [link] }),
  { path: /\/v1\/text_to_image$/, body: { id: 'job-1' } },
  { path: /\/job\?price=true$/, body: MULTIPART, type: 'multipart/form-data; boundary=part' },

  { path: /\/workflows\/.*\/text_to_image$/, body: PNG, type: 'image/png' },
  {
    path: /\/run\/@cf\//,
    body: { success: true, errors: [], messages: [], result: { image: JPEG.toString('base64') } },
  },
  look(/\/get_result\?id=job-1$/, { id: 'job-1', status: 'Ready', result: { sample: link, seed: 7 } }),
  {
    path: /\/flux-[\w.-]+$/,
    body: { id: 'job-1', polling_url: 'https://elsewhere.test/get_result?id=job-1', cost: 3 },
  },
  { path: /\/sdapi\/v1\/\w+2img$/, body: { images: [PNG_BASE64], info: '{"seed":7,"index_of_first_image":0}' } },
  { path: /\/prompt$/, body: { prompt_id: 'job-1', number: 1, node_errors: {} } },
  { path: /\/upload\/image$/, body: { name: 'up.png', subfolder: '', type: 'input' } },
  look(/\/history\/job-1$/, {
    'job-1': {
      status: { status_str: 'success', completed: true, messages: [] },
      outputs: { 9: { images: [{ filename: 'a.png', subfolder: '', type: 'output' }] } },
    },
  }),
  { method: 'GET', path: /\/view\?/, body: PNG, type: 'image/png', isLook: true },
];

/** The documented answer to one request; a new wire states its own above. */
export const imageStep = ({ method, url, text }: Pick<RecordedRequest, 'method' | 'url' | 'text'>): Step | undefined =>
  STEPS.find(
    (step) =>
      step.path.test(url) && (step.method ?? method) === method && (step.says === undefined || step.says.test(text)),
  );
