import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { falQueue } from '../jobs/fal-queue.ts';
import { count, list, record } from '../read.ts';
import { filmsIn, hostedInput, type Spellings } from './hosted.ts';
import { videoJobs } from './video-wire.ts';

const SPELLINGS: Spellings = [
  [/kling-video\/(v[23]|o)/, { duration: 'text', image: 'start_image_url', size: 'none' }],
  [/kling-video/, { duration: 'text', size: 'none' }],
  [/seedance/, { duration: 'text' }],
  [/minimax\/hailuo.*\/pro\//, { duration: 'none', size: 'none' }],
  [/minimax\/hailuo/, { duration: 'text', size: 'none' }],
  [/veo3/, { duration: 'seconds' }],
  [/luma/, { duration: 'seconds' }],
];

/** Video apps of fal's queue. What else an app takes is its own. */
export const falVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 1000,
    places: ['durationS', 'size', 'aspectRatio', 'fps', 'image', 'seed'],
    jobs: falQueue,
    encode: (request, known) => ({
      target: request.model,
      body: hostedInput(request, known, { spellings: SPELLINGS, imageField: 'image_url' }),
    }),
    decode({ video, videos, seed, has_nsfw_concepts }) {
      const films = filmsIn(video ?? videos);
      const isFlagged = list(has_nsfw_concepts).includes(true);
      return {
        videos: films,
        durationS: count(record(video)?.duration),
        seed: count(seed),
        withheld: isFlagged && films.every((film) => film === undefined) ? ['it was flagged.'] : [],
      };
    },
  });
