import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { dataUrl } from '../media.ts';
import { count, defined, filled, record } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** How many of xAI's ticks are a micro-dollar. */
const TICKS = 10_000;

/** Grok Imagine. A request that is still pending is answered with 202. */
export const xaiVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 5000,
    places: ['durationS', 'size', 'aspectRatio', 'image'],
    jobs: (endpoint) =>
      restJobs(endpoint, {
        idOf: ({ request_id }) => request_id,
        lookAt: (operation) => ({ path: jobPath('/videos', operation) }),
        // An answer without a word has the film already.
        stateIn: ({ status, video }) => filled(status) ?? (record(video) === undefined ? undefined : 'done'),
        words: { pending: 'running', done: 'succeeded', failed: 'failed', expired: 'timeout' },
        progressOf: ({ progress }) => (count(progress) ?? Number.NaN) / 100,
      }),
    encode({ model, prompt, durationS, image, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      return {
        target: '/videos/generations',
        body: defined({
          model,
          prompt,
          duration: durationS,
          aspect_ratio: ratio,
          resolution: shortSide === undefined ? undefined : `${shortSide}p`,
          image: image === undefined ? undefined : { url: dataUrl(image) },
        }),
      };
    },
    decode({ video, model, usage }) {
      const film = record(video);
      const ticks = count(record(usage)?.cost_in_usd_ticks);
      const isRefused = film?.respect_moderation === false;
      return {
        videos: isRefused ? [] : [filmAt(film?.url)],
        withheld: isRefused ? ['it did not pass moderation.'] : [],
        durationS: count(film?.duration),
        model: filled(model),
        costMicroUsd: ticks === undefined ? undefined : Math.ceil(ticks / TICKS),
      };
    },
  });
