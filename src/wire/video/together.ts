import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { dataUrl } from '../media.ts';
import { count, defined, filled, record } from '../read.ts';
import { sizeOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Films of hosted models by the second version of Together's API, at a host of its own. */
export const togetherVideo = (limits: VideoCapability['limits'], host: string): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 5000,
    places: ['durationS', 'size', 'aspectRatio', 'fps', 'image', 'seed'],
    jobs: (endpoint) =>
      restJobs(endpoint, {
        host,
        idOf: ({ id }) => id,
        lookAt: (operation) => ({ path: jobPath('/videos', operation) }),
        words: {
          queued: 'queued',
          in_progress: 'running',
          completed: 'succeeded',
          failed: 'failed',
          cancelled: 'cancelled',
        },
      }),
    encode({ model, prompt, durationS, image, seed, fps, ...request }, known, provider) {
      const size = sizeOf({ model, prompt, ...request }, known, provider);
      return {
        target: '/videos',
        body: defined({
          model,
          prompt,
          width: size?.width,
          height: size?.height,
          seconds: durationS === undefined ? undefined : String(durationS),
          fps,
          seed,
          media: image === undefined ? undefined : { frame_images: [{ input_image: dataUrl(image), frame: 'first' }] },
        }),
      };
    },
    decode: ({ outputs, model, seconds }) => ({
      videos: [filmAt(record(outputs)?.video_url)],
      model: filled(model),
      durationS: count(Number.parseFloat(filled(seconds) ?? '')),
    }),
  });
