import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { lumaAgents } from '../jobs/luma-agents.ts';
import { dataUrl } from '../media.ts';
import { defined, filled, records } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Ray by Luma's Agents API. */
export const lumaVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 3000,
    places: ['durationS', 'size', 'aspectRatio', 'image'],
    jobs: lumaAgents,
    encode({ model, prompt, durationS, image, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      const video = defined({
        resolution: shortSide === undefined ? undefined : `${shortSide}p`,
        duration: durationS === undefined ? undefined : `${durationS}s`,
        start_frame: image === undefined ? undefined : { url: dataUrl(image) },
      });
      return {
        target: '/generations',
        body: defined({
          model,
          type: 'video',
          prompt,
          aspect_ratio: ratio,
          video: Object.keys(video).length > 0 ? video : undefined,
        }),
      };
    },
    decode: ({ output, model }) => ({
      videos: records(output)
        .filter(({ type }) => type === undefined || type === 'video')
        .map(({ url }) => filmAt(url)),
      model: filled(model),
    }),
  });
