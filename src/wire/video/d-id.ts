import type { Endpoint } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { type Jobs, jobPath, noJob } from '../jobs/job.ts';
import { reasonIn, restJobs } from '../jobs/rest-jobs.ts';
import { base64 } from '../media.ts';
import { count, defined, filled, type Json, record } from '../read.ts';
import { filmAt, videoJobs } from './video-wire.ts';

/** Talks of a face. A picture is uploaded first; the talk then names where it lies. */
function talks(endpoint: Endpoint): Jobs {
  const jobs = restJobs(endpoint, {
    idOf: ({ id }) => id,
    lookAt: (operation) => ({ path: jobPath('/talks', operation) }),
    cancelAt: (operation) => ({ path: jobPath('/talks', operation), method: 'DELETE' }),
    words: { created: 'queued', started: 'running', done: 'succeeded', error: 'failed', rejected: 'content_filter' },
    reasonOf: reasonIn,
  });

  async function uploaded(
    { bytes, name, mimeType }: { bytes: Uint8Array; name: string; mimeType: string },
    signal: AbortSignal,
  ) {
    const form = new FormData();
    form.set('image', new File([Uint8Array.from(bytes)], name, { type: mimeType }));
    const answer = await endpoint.send('/images', form, { signal });
    const url = filled(record(await answer.json())?.url);
    if (url === undefined) throw noJob(endpoint.provider);
    return url;
  }

  return {
    ...jobs,
    async submit(path, { picture, ...body }, options) {
      const { mimeType, data } = record(picture) ?? {};
      const type = filled(mimeType);
      const said = filled(data);
      if (type === undefined || said === undefined) return jobs.submit(path, body, options);
      const name = `face.${type === 'image/png' ? 'png' : 'jpg'}`;
      const source_url = await uploaded({ bytes: Buffer.from(said, 'base64'), name, mimeType: type }, options.signal);
      return jobs.submit(path, { ...body, source_url } satisfies Json, options);
    },
  };
}

/** Films in which the face of a picture says the prompt. Without a picture it is the vendor's own presenter. */
export const didVideo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    limits,
    pollMs: 3000,
    places: ['image'],
    jobs: talks,
    encode: ({ prompt, image }) => ({
      target: '/talks',
      body: defined({
        script: { type: 'text', input: prompt },
        picture: image === undefined ? undefined : { mimeType: image.mimeType, data: base64(image) },
      }),
    }),
    decode: ({ result_url, duration }) => ({ videos: [filmAt(result_url)], durationS: count(duration) }),
  });
