import type { Endpoint, FailureReading } from '../../core/endpoint.ts';
import type { Produced } from '../../core/produced.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import type { Jobs } from '../jobs/job.ts';
import { type RestDialect, restJobs } from '../jobs/rest-jobs.ts';
import { base64 } from '../media.ts';
import { count, defined, filled, type Json, list, record, records } from '../read.ts';
import { clash, frameOf } from './frame.ts';
import { filmAt, type VideoWire, videoJobs } from './video-wire.ts';

/** google.rpc.Code in the words that all errors share. */
const CODES: Readonly<Record<number, string>> = {
  3: 'invalid_argument',
  4: 'deadline_exceeded',
  5: 'not_found',
  7: 'permission_denied',
  8: 'resource_exhausted',
  13: 'internal',
  14: 'unavailable',
  16: 'unauthenticated',
};

function reasonOf({ error }: Json): FailureReading {
  const { message, code, status } = record(error) ?? {};
  return { message: filled(message), code: CODES[count(code) ?? 0], type: filled(status) };
}

/** A path of names as it is, each name escaped. */
export const namedPath = (name: string): string => `/${name.split('/').map(encodeURIComponent).join('/')}`;

/** Google's own servers want the key again; a file is fetched below its name. */
export function googleFilm(video: Json | undefined): Produced | undefined {
  const mimeType = filled(video?.mimeType) ?? filled(video?.mime_type) ?? filled(video?.encoding) ?? 'video/mp4';
  const inline = filled(video?.bytesBase64Encoded) ?? filled(video?.encodedVideo) ?? filled(video?.data);
  if (inline !== undefined) return { kind: 'media', media: { bytes: Buffer.from(inline, 'base64'), mimeType } };
  const uri = filled(video?.uri) ?? filled(video?.gcsUri);
  const isBareFile = uri !== undefined && /\/files\/[^/:?]+$/.test(uri);
  return filmAt(isBareFile ? `${uri}:download?alt=media` : uri, { withKey: true, mimeType });
}

/** What a finished operation made, under any of the names that its films have had. */
function samplesOf(response: Json): readonly Json[] {
  const inner = record(response.generateVideoResponse) ?? response;
  return [...records(inner.generatedSamples), ...records(inner.generatedVideos), ...records(inner.videos)];
}

/** Long-running operations of a Google service, looked at in its way. */
const operations =
  (lookAt: RestDialect['lookAt']) =>
  (endpoint: Endpoint): Jobs =>
    restJobs(endpoint, {
      idOf: ({ name }) => name,
      lookAt,
      jobIn: (answer) => (filled(answer.name) === undefined && answer.done === undefined ? undefined : answer),
      stateIn: ({ done, error }) => (done !== true ? 'running' : record(error) === undefined ? 'done' : 'error'),
      words: { done: 'succeeded', error: 'failed' },
      reasonOf,
      progressOf: ({ metadata }) => (count(record(metadata)?.progressPercent) ?? Number.NaN) / 100,
    });

/** Veo of the Gemini API. */
export const veo = {
  pollMs: 10_000,
  places: ['durationS', 'size', 'aspectRatio', 'image', 'seed'],
  jobs: operations(({ id }) => ({ path: namedPath(id) })),
  encode({ model, prompt, durationS, image, seed, ...request }, limits, provider) {
    const { ratio, shortSide = 720 } = frameOf({ model, prompt, ...request }, limits);
    if (shortSide > 720 && (durationS ?? 8) !== 8) {
      throw clash(
        provider,
        `${model} makes films of 8 s alone with ${shortSide} lines.`,
        'Ask for 8 s, or for 720 lines.',
      );
    }
    const parameters = defined({
      aspectRatio: ratio,
      resolution: request.size === undefined ? undefined : shortSide >= 2160 ? '4k' : `${shortSide}p`,
      durationSeconds: durationS,
      seed,
    });
    return {
      target: `/models/${encodeURIComponent(model)}:predictLongRunning`,
      body: {
        instances: [
          defined({
            prompt,
            image: image === undefined ? undefined : { bytesBase64Encoded: base64(image), mimeType: image.mimeType },
          }),
        ],
        ...(Object.keys(parameters).length > 0 && { parameters }),
      },
    };
  },
  decode(output) {
    const response = record(output.response) ?? {};
    const inner = record(response.generateVideoResponse) ?? response;
    const reasons = list(inner.raiMediaFilteredReasons).flatMap((reason) => filled(reason) ?? []);
    const isFiltered = (count(inner.raiMediaFilteredCount) ?? 0) > 0;
    return {
      videos: samplesOf(response).map((sample) => googleFilm(record(sample.video) ?? sample)),
      withheld: reasons.length === 0 && isFiltered ? ['a safety filter.'] : reasons,
    };
  },
} satisfies Omit<VideoWire, 'limits'>;

/** Veo of Vertex, where an operation is asked after at its model; films come inside the answer. */
export const vertexVeo = (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  videoJobs({
    ...veo,
    limits,
    jobs: operations(({ id, details = {} }) => ({
      path: `/models/${encodeURIComponent(details.model ?? '')}:fetchPredictOperation`,
      body: { operationName: id },
    })),
  });
