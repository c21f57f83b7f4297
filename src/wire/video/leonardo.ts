import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { leonardoJobs, toUpload } from '../jobs/leonardo.ts';
import { defined, filled, type Json, record, records } from '../read.ts';
import { sizeOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Resolutions that have a name of their own. */
const NAMED = [480, 720, 1080];

/** Models of the first API have names in capitals. */
const isFirst = (model: string): boolean => model === model.toUpperCase();

/** Where the id of the first frame goes. */
function withFrame(body: Json, id: string): Json {
  const parameters = record(body.parameters);
  if (parameters === undefined) return { ...body, imageId: id, imageType: 'UPLOADED' };
  const start_frame = [{ image: { id, type: 'UPLOADED' } }];
  return { ...body, parameters: { ...parameters, guidances: { start_frame } } };
}

/** Motion and hosted models of Leonardo. */
export const leonardoVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 5000,
    places: ({ model }) =>
      isFirst(model)
        ? ['durationS', 'size', 'aspectRatio', 'image', 'seed']
        : ['durationS', 'size', 'aspectRatio', 'image'],
    jobs: (endpoint) => leonardoJobs(endpoint, withFrame),
    encode({ model, prompt, durationS, image, seed, ...request }, known, provider) {
      const size = sizeOf({ model, prompt, ...request }, known, provider);
      const shortSide = size === undefined ? undefined : Math.min(size.width, size.height);
      const picture = image === undefined ? undefined : toUpload(image);
      if (!isFirst(model)) {
        const parameters = defined({ prompt, duration: durationS, width: size?.width, height: size?.height });
        return { target: '/generations', body: defined({ model, parameters, public: false, picture }) };
      }
      return {
        target: image === undefined ? '/generations-text-to-video' : '/generations-image-to-video',
        body: defined({
          picture,
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
