import { usdToMicro } from '../../core/money.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { dataUrl } from '../media.ts';
import { count, defined, list, record } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Lines above full HD have names of their own. */
const NAMED: Readonly<Record<number, string>> = { 1024: '1K', 1440: '2K', 2160: '4K' };
const resolutionOf = (shortSide: number | undefined): string | undefined =>
  shortSide === undefined ? undefined : (NAMED[shortSide] ?? `${shortSide}p`);

/** Films of the models that OpenRouter leads to. They lie at its own server, which wants the key again. */
export const openrouterVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 10_000,
    places: ['durationS', 'size', 'aspectRatio', 'image', 'seed'],
    jobs: (endpoint) =>
      restJobs(endpoint, {
        idOf: ({ id }) => id,
        lookAt: (operation) => ({ path: jobPath('/videos', operation) }),
        words: {
          pending: 'queued',
          in_progress: 'running',
          completed: 'succeeded',
          failed: 'failed',
          cancelled: 'cancelled',
          expired: 'timeout',
        },
      }),
    encode({ model, prompt, durationS, image, seed, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      const frame = image === undefined ? undefined : { type: 'image_url', image_url: { url: dataUrl(image) } };
      return {
        target: '/videos',
        body: defined({
          model,
          prompt,
          duration: durationS,
          resolution: resolutionOf(shortSide),
          aspect_ratio: ratio,
          seed,
          frame_images: frame === undefined ? undefined : [{ ...frame, frame_type: 'first_frame' }],
        }),
      };
    },
    decode({ unsigned_urls, usage }) {
      const cost = count(record(usage)?.cost);
      return {
        videos: list(unsigned_urls).map((url) => filmAt(url, { withKey: true })),
        ...(cost !== undefined && { costMicroUsd: usdToMicro(cost) }),
      };
    },
  });
