import type { FailureReading } from '../../core/endpoint.ts';
import type { Size } from '../../core/image.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { dataUrl } from '../media.ts';
import { count, defined, filled, type Json, record } from '../read.ts';
import { frameOf, sizeOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

const output = (answer: Json): Json | undefined => record(answer.output);
/** Models of the third generation take a ratio and pictures by their role; those before take pixels. */
const isThird = (model: string): boolean => /^wan3/.test(model);
const sideOf = (shortSide: number | undefined): string | undefined =>
  shortSide === undefined ? undefined : `${shortSide}P`;
const starred = (size: Size | undefined): string | undefined =>
  size === undefined ? undefined : `${size.width}*${size.height}`;

/** Codes of Model Studio in the words that all errors share. */
const CODES: Readonly<Record<string, string>> = {
  DataInspectionFailed: 'content_filter',
  Arrearage: 'insufficient_balance',
  InvalidApiKey: 'invalid_api_key',
  InternalError: 'server_error',
};

function reasonOf({ code, message, error }: Json): FailureReading {
  const said = filled(code)?.split('.')[0] ?? '';
  return {
    message: filled(message) ?? filled(record(error)?.message),
    code: Object.hasOwn(CODES, said) ? CODES[said] : filled(code),
  };
}

/** Wan on Model Studio, at a host beside the chat's. Only a task that still waits can be cancelled. */
export const dashscopeVideo = (limits: VideoCapability['limits'], host: string): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 10_000,
    // A picture has a shape of its own.
    places: ({ model, image }) =>
      isThird(model) || image === undefined
        ? ['durationS', 'size', 'aspectRatio', 'image', 'seed']
        : ['durationS', 'size', 'image', 'seed'],
    jobs: (endpoint) =>
      restJobs(endpoint, {
        host,
        headers: { 'x-dashscope-async': 'enable' },
        idOf: (answer) => output(answer)?.task_id,
        lookAt: (operation) => ({ path: jobPath('/api/v1/tasks', operation) }),
        cancelAt: (operation) => ({ path: `${jobPath('/api/v1/tasks', operation)}/cancel`, method: 'POST' }),
        // The seconds that are billed lie beside the task.
        jobIn: (answer) => {
          const task = output(answer);
          return task === undefined ? undefined : { ...task, usage: answer.usage };
        },
        stateIn: ({ task_status }) => filled(task_status),
        words: {
          PENDING: 'queued',
          RUNNING: 'running',
          SUCCEEDED: 'succeeded',
          FAILED: 'failed',
          CANCELED: 'cancelled',
          // Tasks are forgotten after a day.
          UNKNOWN: 'not_found',
        },
        reasonOf,
        readFailure: ({ body }) => reasonOf(record(body) ?? {}),
      }),
    encode({ model, prompt, durationS, image, seed, ...request }, known, provider) {
      const asked = { model, prompt, ...request };
      const { ratio, shortSide } = frameOf(asked, known);
      const picture = image === undefined ? undefined : dataUrl(image);
      const frame = isThird(model)
        ? { resolution: sideOf(shortSide), ratio }
        : picture === undefined
          ? { size: starred(sizeOf(asked, known, provider)) }
          : { resolution: sideOf(shortSide) };
      return {
        target: '/api/v1/services/aigc/video-generation/video-synthesis',
        body: {
          model,
          input: defined({
            prompt,
            ...(isThird(model)
              ? { media: picture === undefined ? undefined : [{ type: 'first_frame', url: picture }] }
              : { img_url: picture }),
          }),
          parameters: defined({ ...frame, duration: durationS, seed }),
        },
      };
    },
    decode({ video_url, usage }) {
      const billed = record(usage);
      const seconds = count(billed?.video_duration) ?? count(billed?.duration);
      return {
        videos: [filmAt(video_url)],
        durationS: seconds,
        ...(seconds !== undefined && { usage: { seconds } }),
      };
    },
  });
