import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { count, defined, filled, record } from '../read.ts';
import { sizeOf } from './frame.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Films in which an avatar says the prompt. The model is the avatar's id, the voice the setting `voice`. */
export const heygenVideo =
  (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  (endpoint) =>
    videoJobs({
      limits,
      pollMs: 5000,
      places: ['size', 'aspectRatio'],
      jobs: () =>
        restJobs(endpoint, {
          idOf: ({ data }) => record(data)?.video_id,
          lookAt: ({ id }) => ({ path: '/v1/video_status.get', query: { video_id: id } }),
          jobIn: ({ data }) => record(data),
          faultIn: ({ error, data }) => {
            const { message, code } = record(error) ?? {};
            return record(data) === undefined && record(error) !== undefined
              ? { message: filled(message), code: filled(code) }
              : undefined;
          },
          words: {
            pending: 'queued',
            waiting: 'queued',
            processing: 'running',
            completed: 'succeeded',
            failed: 'failed',
          },
          reasonOf: ({ error }) => {
            const { message, detail, code } = record(error) ?? {};
            const said = [filled(message), filled(detail)].filter((text) => text !== undefined).join(' ');
            return { message: filled(said) ?? filled(error), code: filled(code) };
          },
        }),
      encode({ model, prompt, ...request }, known, provider) {
        const size = sizeOf({ model, prompt, ...request }, known, provider);
        return {
          target: '/v2/video/generate',
          body: defined({
            video_inputs: [
              {
                character: { type: 'avatar', avatar_id: model, avatar_style: 'normal' },
                voice: { type: 'text', input_text: prompt, voice_id: endpoint.setting('voice') },
              },
            ],
            dimension: size,
          }),
        };
      },
      decode: ({ video_url, duration }) => ({ videos: [filmAt(video_url)], durationS: count(duration) }),
    })(endpoint);
