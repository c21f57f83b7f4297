import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { isDreamMachine, lumaAgents } from '../jobs/luma-agents.ts';
import { dataUrl } from '../media.ts';
import { defined, filled, record, records } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Ray by Luma's Agents API; Ray 2 by the one before, which takes pictures by public addresses alone. */
export const lumaVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 3000,
    places: ({ model }) =>
      isDreamMachine(model) ? ['durationS', 'size', 'aspectRatio'] : ['durationS', 'size', 'aspectRatio', 'image'],
    jobs: lumaAgents,
    encode({ model, prompt, durationS, image, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      const duration = durationS === undefined ? undefined : `${durationS}s`;
      if (isDreamMachine(model)) {
        const resolution = shortSide === undefined ? undefined : shortSide >= 2160 ? '4k' : `${shortSide}p`;
        return {
          target: '/generations/video',
          body: defined({ prompt, model, resolution, duration, aspect_ratio: ratio }),
        };
      }
      const video = defined({
        resolution: shortSide === undefined ? undefined : `${shortSide}p`,
        duration,
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
    decode: ({ output, assets, model }) => ({
      videos: [
        ...records(output)
          .filter(({ type }) => type === undefined || type === 'video')
          .map(({ url }) => url),
        record(assets)?.video,
      ].map((url) => filmAt(url)),
      model: filled(model),
    }),
  });
