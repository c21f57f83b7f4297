import { mediaTypeOf } from '../../core/media-type.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { jobBody, readProdiaJob } from '../prodia-job.ts';
import { defined } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { notesOn, videoResult } from './video-wire.ts';

/** Films in the answer to the request itself: the jobs of Prodia take seconds. */
export const prodiaVideo =
  (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  (endpoint) => ({
    limits,
    async generate(request, { signal }) {
      const { provider } = endpoint;
      const { model, prompt, image, seed } = request;
      const notes = notesOn(request, /img2vid/.test(model) ? ['image', 'seed'] : ['seed'], provider);
      const job = { type: model, config: defined({ prompt, seed }) };
      const answer = await endpoint.send('/job', jobBody(job, image), {
        query: { price: 'true' },
        accept: 'multipart/form-data; video/mp4',
        signal,
        decodeError: readRefusal,
      });
      const { outputs, ...made } = await readProdiaJob(answer, provider);
      const videos = outputs.map(({ bytes, type }) => ({
        kind: 'media' as const,
        media: { bytes, mimeType: mediaTypeOf(bytes, undefined, type) },
      }));
      const details = { model, ...(notes.length > 0 && { notes: notes.join('\n') }) };
      return videoResult({ ...made, videos }, { details }, provider);
    },
  });
