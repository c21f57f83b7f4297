import type { Endpoint } from '../../core/endpoint.ts';
import { jobPath } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { base64 } from '../media.ts';
import { count, defined, filled, type Json, record, records } from '../read.ts';
import { frameOf } from './frame.ts';
import { googleFilm } from './veo.ts';
import type { VideoWire } from './video-wire.ts';

/** What an interaction put out, in its steps or in a list of its own. */
function contentsOf(interaction: Json): readonly Json[] {
  const steps = records(interaction.steps).filter(({ type }) => type !== 'user_input');
  return [...records(interaction.outputs), ...steps, ...steps.flatMap(({ content }) => records(content))];
}

/** Gemini Omni by interactions in the background. */
export const omni = {
  pollMs: 5000,
  places: ['durationS', 'size', 'aspectRatio', 'image'],
  jobs: (endpoint: Endpoint) =>
    restJobs(endpoint, {
      idOf: ({ id }) => id,
      lookAt: (operation) => ({ path: jobPath('/interactions', operation) }),
      words: {
        queued: 'queued',
        completed: 'succeeded',
        failed: 'failed',
        incomplete: 'failed',
        cancelled: 'cancelled',
        expired: 'timeout',
        budget_exceeded: 'quota_exhausted',
      },
    }),
  encode({ model, prompt, durationS, image, ...request }, limits) {
    const { ratio, shortSide } = frameOf({ model, prompt, ...request }, limits);
    const words = { type: 'text', text: prompt };
    return {
      target: '/interactions',
      body: {
        model,
        input:
          image === undefined ? prompt : [words, { type: 'image', data: base64(image), mime_type: image.mimeType }],
        response_format: defined({
          type: 'video',
          resolution: shortSide === undefined ? undefined : shortSide >= 2160 ? '4k' : `${shortSide}p`,
          aspect_ratio: ratio,
          // What lies inline is bounded to a few megabytes.
          delivery: 'uri',
          duration: durationS === undefined ? undefined : `${durationS}s`,
        }),
        generation_config: { video_config: { task: image === undefined ? 'text_to_video' : 'image_to_video' } },
        background: true,
      },
    };
  },
  decode(interaction) {
    const { total_input_tokens, total_output_tokens } = record(interaction.usage) ?? {};
    const input = count(total_input_tokens);
    const output = count(total_output_tokens);
    const contents = contentsOf(interaction);
    const said = contents.flatMap((content) => (content.type === 'text' ? (filled(content.text) ?? []) : []));
    const videos = contents.filter(({ type }) => type === 'video').map((content) => googleFilm(content));
    return {
      videos,
      // A model that would not make it says so in words.
      withheld: videos.length === 0 ? said : [],
      model: filled(interaction.model),
      ...(output !== undefined && { usage: defined({ input, output }) }),
    };
  },
} satisfies Omit<VideoWire, 'limits'>;
