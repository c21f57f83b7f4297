import type { Operation } from '../../core/operation.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { count, defined, filled, record } from '../read.ts';
import { frameOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** FLUX films. An answer names the address at which the task is looked at; results die after ten minutes. */
export const bflVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 2000,
    places: ['durationS', 'size', 'aspectRatio', 'seed'],
    jobs: (endpoint) =>
      restJobs(endpoint, {
        idOf: ({ id }) => id,
        keep: ({ polling_url }): Operation['details'] => {
          const address = filled(polling_url);
          return address === undefined ? {} : { address };
        },
        lookAt: ({ id, details }) =>
          details?.address === undefined
            ? { path: '/get_result', query: { id } }
            : { path: details.address, isNamed: true },
        words: {
          Pending: 'queued',
          Ready: 'succeeded',
          Error: 'failed',
          Failed: 'failed',
          'Request Moderated': 'content_filter',
          'Content Moderated': 'content_filter',
          'Task not found': 'not_found',
        },
        reasonOf: ({ error, details }) => ({ message: filled(error) ?? filled(record(details)?.error) }),
        progressOf: ({ progress }) => count(progress),
      }),
    encode({ model, prompt, durationS, seed, ...request }, known) {
      const { ratio, shortSide } = frameOf({ model, prompt, ...request }, known);
      return {
        target: `/${encodeURIComponent(model)}`,
        body: defined({
          prompt,
          resolution: shortSide === undefined ? undefined : shortSide >= 1080 ? 'fhd' : 'hd',
          aspect_ratio: ratio,
          duration: durationS,
          seed,
        }),
      };
    },
    decode({ result, cost }) {
      const made = record(result);
      return {
        videos: [filmAt(made?.sample)],
        durationS: count(made?.duration),
        seed: count(made?.seed),
        // In cents, as its prices are.
        ...(count(cost) !== undefined && { costMicroUsd: Math.ceil((count(cost) ?? 0) * 10_000) }),
      };
    },
  });
