import type { Endpoint, FailureReading } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability, VideoRequest } from '../../core/video.ts';
import { readFailure } from '../../http/errors.ts';
import { type Jobs, jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { dataUrl } from '../media.ts';
import { minimaxFault } from '../minimax-fault.ts';
import { count, defined, filled, type Json, record } from '../read.ts';
import { clash, frameOf } from './frame.ts';
import { filmAt, type VideoWire, videoJobs } from './video-wire.ts';

const WORDS = {
  Preparing: 'queued',
  Queueing: 'queued',
  queued: 'queued',
  Processing: 'running',
  running: 'running',
  Success: 'succeeded',
  succeeded: 'succeeded',
  Fail: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'timeout',
} as const;

const common = {
  host: 'root',
  idOf: ({ task_id }: Json) => task_id,
  words: WORDS,
  faultIn: minimaxFault,
  readFailure: ({ body }: { readonly body: unknown }): FailureReading =>
    minimaxFault(record(body) ?? {}) ?? readFailure(body),
};

/** Tasks of the second API, which name their film, and can be ended. */
const newTasks = (endpoint: Endpoint): Jobs =>
  restJobs(endpoint, {
    ...common,
    lookAt: (operation) => ({ path: jobPath('/v2/query/video_generation', operation) }),
    cancelAt: (operation) => ({ path: jobPath('/v2/query/video_generation', operation), method: 'DELETE' }),
  });

/** Tasks of the first API. They end with a file, whose address is asked for on its own. */
function oldTasks(endpoint: Endpoint): Jobs {
  const tasks = restJobs(endpoint, {
    ...common,
    lookAt: ({ id }) => ({ path: '/v1/query/video_generation', query: { task_id: id } }),
    reasonOf: ({ fail_reason, error_message }) => ({ message: filled(fail_reason) ?? filled(error_message) }),
  });
  const files = restJobs(endpoint, {
    ...common,
    lookAt: ({ id }) => ({ path: '/v1/files/retrieve', query: { file_id: id } }),
    jobIn: ({ file }) => record(file),
    stateIn: () => 'Success',
  });
  return {
    submit: tasks.submit,
    async look(operation, options) {
      const state = await tasks.look(operation, options);
      const file = state.status === 'succeeded' ? state.output.file_id : undefined;
      const id = typeof file === 'number' ? String(file) : filled(file);
      if (state.status !== 'succeeded' || id === undefined) return state;
      const found = await files.look({ id }, options);
      return found.status === 'succeeded' ? { ...found, output: { ...state.output, ...found.output } } : found;
    },
  };
}

const sideOf = (shortSide: number | undefined): string | undefined => {
  if (shortSide === undefined) return undefined;
  return shortSide === 1440 ? '2K' : `${shortSide}P`;
};

const h3 = (limits: VideoCapability['limits']): VideoWire => ({
  limits,
  jobs: newTasks,
  pollMs: 10_000,
  places: ['durationS', 'size', 'aspectRatio', 'image'],
  encode({ model, prompt, durationS = 5, image, ...request }, known) {
    const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
    const frame =
      image === undefined ? [] : [{ type: 'image_url', image_url: { url: dataUrl(image) }, role: 'first_frame' }];
    return {
      target: '/v2/video_generation',
      body: {
        model,
        content: [{ type: 'text', text: prompt }, ...frame],
        // All three are required, and there is no picture whose shape words could be adapted to.
        resolution: sideOf(shortSide) ?? '768P',
        duration: durationS,
        ratio: ratio ?? (image === undefined ? '16:9' : 'adaptive'),
      },
      details: { seconds: String(durationS) },
    };
  },
  decode: ({ content, duration, usage }) => ({
    videos: [filmAt(record(content)?.url)],
    durationS: count(duration) ?? count(record(usage)?.duration),
  }),
});

const hailuo = (limits: VideoCapability['limits']): VideoWire => ({
  limits,
  jobs: oldTasks,
  pollMs: 10_000,
  places: ['durationS', 'size', 'image'],
  encode({ model, prompt, durationS, image, ...request }, known, provider) {
    const { shortSide } = frameOf({ model, prompt, ...request }, known);
    if (durationS === 10 && shortSide === 1080) {
      throw clash(provider, `${model} makes no film of 10 s with 1080 lines.`, 'Ask for 6 s, or for 768 lines.');
    }
    return {
      target: '/v1/video_generation',
      body: defined({
        model,
        prompt,
        duration: durationS,
        resolution: sideOf(shortSide),
        first_frame_image: image === undefined ? undefined : dataUrl(image),
      }),
    };
  },
  decode: ({ download_url }) => ({ videos: [filmAt(download_url)] }),
});

const isNew = (model: string | undefined): boolean => /^MiniMax-H\d/i.test(model ?? '');

/** Hailuo by the first API, H3 by the second, both at the host `root`. An operation remembers its model. */
export const minimaxVideo =
  (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  (endpoint) => {
    const second = videoJobs(h3(limits))(endpoint);
    const first = videoJobs(hailuo(limits))(endpoint);
    const of = (model: VideoRequest['model'] | undefined) => (isNew(model) ? second : first);
    return {
      limits,
      pollMs: 10_000,
      cancelStopsBilling: false,
      start: (request, options) => of(request.model).start(request, options),
      poll: (operation, options) => of(operation.details?.model).poll(operation, options),
      // What the first API began goes on; there is nothing to end.
      cancel: async (operation, options) => of(operation.details?.model).cancel?.(operation, options),
    };
  };
