import type { Endpoint } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { leonardoJobs } from '../jobs/leonardo.ts';
import { defined, filled, records } from '../read.ts';
import { sizeOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Resolutions that have a name of their own. */
const NAMED = [480, 720, 1080];

/** Motion and hosted models of Leonardo. */
export const leonardoVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 5000,
    places: ['durationS', 'size', 'aspectRatio', 'seed'],
    jobs: (endpoint: Endpoint) => leonardoJobs(endpoint),
    encode({ model, prompt, durationS, seed, ...request }, known, provider) {
      const size = sizeOf({ model, prompt, ...request }, known, provider);
      const shortSide = size === undefined ? undefined : Math.min(size.width, size.height);
      return {
        target: '/generations-text-to-video',
        body: defined({
          prompt,
          model,
          resolution: shortSide !== undefined && NAMED.includes(shortSide) ? `RESOLUTION_${shortSide}` : undefined,
          width: size?.width,
          height: size?.height,
          duration: durationS,
          seed,
          isPublic: false,
        }),
      };
    },
    decode({ generated_images }) {
      const made = records(generated_images);
      const flagged = made.filter(({ nsfw, motionMP4URL }) => nsfw === true && filled(motionMP4URL) === undefined);
      return {
        videos: made.map(
          ({ motionMP4URL, url }) => filmAt(motionMP4URL) ?? filmAt(/\.mp4(\?|$)/.test(String(url)) ? url : undefined),
        ),
        withheld: flagged.map(() => 'it was flagged as not safe for work.'),
      };
    },
  });
