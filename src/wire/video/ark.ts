import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { dataUrl } from '../media.ts';
import { count, defined, filled, record } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

const FOLDER = '/contents/generations/tasks';

/** Seedance on ModelArk. A task that still waits can be cancelled; one that runs is billed. */
export const arkVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 5000,
    // Only the first generation takes a seed.
    places: ({ model }) =>
      /seedance-1/.test(model)
        ? ['durationS', 'size', 'aspectRatio', 'image', 'seed']
        : ['durationS', 'size', 'aspectRatio', 'image'],
    jobs: (endpoint) =>
      restJobs(endpoint, {
        idOf: ({ id }) => id,
        lookAt: (operation) => ({ path: jobPath(FOLDER, operation) }),
        cancelAt: (operation) => ({ path: jobPath(FOLDER, operation), method: 'DELETE' }),
        words: {
          queued: 'queued',
          running: 'running',
          succeeded: 'succeeded',
          failed: 'failed',
          expired: 'timeout',
          cancelled: 'cancelled',
        },
      }),
    encode({ model, prompt, durationS, image, seed, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      const frame =
        image === undefined ? [] : [{ type: 'image_url', image_url: { url: dataUrl(image) }, role: 'first_frame' }];
      return {
        target: FOLDER,
        body: defined({
          model,
          content: [{ type: 'text', text: prompt }, ...frame],
          resolution: shortSide === undefined ? undefined : shortSide >= 2160 ? '4k' : `${shortSide}p`,
          ratio,
          duration: durationS,
          seed: /seedance-1/.test(model) ? seed : undefined,
          watermark: false,
        }),
      };
    },
    decode({ content, usage, model, seed, duration }) {
      const output = count(record(usage)?.completion_tokens);
      return {
        videos: [filmAt(record(content)?.video_url)],
        model: filled(model),
        seed: count(seed),
        durationS: count(duration),
        ...(output !== undefined && { usage: { output } }),
      };
    },
  });
