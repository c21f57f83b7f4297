import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { replicateJobs } from '../jobs/replicate.ts';
import { filled, record } from '../read.ts';
import { filmsIn, hostedInput, type Spellings } from './hosted.ts';
import { videoJobs } from './video-wire.ts';

const SPELLINGS: Spellings = [
  [/kling/, { image: 'start_image', size: 'none' }],
  [/minimax\//, { image: 'first_frame_image' }],
  [/luma\/ray/, { image: 'start_image', size: 'none' }],
  [/wan-.*-t2v/, { size: 'starred' }],
];

/** Video models of Replicate. A cancelled prediction is billed for the time it ran. */
export const replicateVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 1000,
    cancelStopsBilling: true,
    places: ['durationS', 'size', 'aspectRatio', 'fps', 'image', 'seed'],
    jobs: replicateJobs,
    encode: (request, known) => ({
      target: request.model,
      body: hostedInput(request, known, { spellings: SPELLINGS, imageField: 'image' }),
    }),
    decode({ output, model }) {
      const made = record(output);
      const video = made === undefined || made.url !== undefined ? output : (made.video ?? made.videos ?? made.output);
      return { videos: filmsIn(video), model: filled(model) };
    },
  });
