import { createHash } from 'node:crypto';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability, VideoRequest } from '../../core/video.ts';
import { costOfResults, priceOfTask, runwareJobs } from '../jobs/runware.ts';
import { dataUrl } from '../media.ts';
import { count, defined, filled, records } from '../read.ts';
import { sizeOf } from './frame.ts';
import { filmAt, type VideoWire, videoJobs } from './video-wire.ts';

export type RunwareModels = {
  readonly limits: VideoCapability['limits'];
  /** Names that people use for models which are there under another id. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Names of models that are not there, with what stands in for each. */
  readonly absent: Readonly<Record<string, string>>;
};

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The UUID v4 that Runware demands of a task, the same one for the same id of ours; empty for none. */
function taskId(clientId = ''): string {
  if (clientId === '' || UUID_V4.test(clientId)) return clientId;
  const hex = createHash('sha256').update(clientId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The task for a request, without its id. */
function taskOf(
  { model, prompt, durationS, image, seed, fps, ...request }: VideoRequest,
  wire: VideoWire,
  provider: string,
) {
  const size = sizeOf({ model, prompt, ...request }, wire.limits(model), provider);
  return defined({
    taskType: 'videoInference',
    model,
    positivePrompt: prompt,
    duration: durationS,
    width: size?.width,
    height: size?.height,
    fps,
    seed,
    inputs: image === undefined ? undefined : { frameImages: [{ image: dataUrl(image), frame: 'first' }] },
    outputType: 'URL',
    outputFormat: 'MP4',
    includeCost: true,
    numberResults: 1,
  });
}

/** Films of many makers. Asked twice with the same `clientId` it makes one; work that runs cannot be ended. */
export const runwareVideo = ({ limits, aliases, absent }: RunwareModels): CapabilityFactory<'video'> => {
  const known = (model: string): string => (Object.hasOwn(aliases, model) ? (aliases[model] ?? model) : model);

  /** The request by the id that its model has here. Throws `unavailable` for a name that no model has. */
  function resolved(request: VideoRequest, provider: string): VideoRequest {
    const { model } = request;
    const instead = Object.hasOwn(absent, model) ? absent[model] : undefined;
    if (instead === undefined) return { ...request, model: known(model) };
    throw new ProviderError('unavailable', {
      provider,
      message: `${provider} has no model ${model}.`,
      hint: instead,
      processed: false,
    });
  }

  const wire: VideoWire = {
    limits: (model) => limits(known(model)),
    pollMs: 1000,
    takesClientId: true,
    places: ['durationS', 'size', 'aspectRatio', 'fps', 'image', 'seed'],
    jobs: runwareJobs,
    encode: (request, _limits, provider) => ({
      target: taskId(request.clientId),
      body: taskOf(request, wire, provider),
    }),
    decode(output) {
      const results = records(output.results);
      const [first] = results;
      // The safety check marks films, it does not drop them unless asked to.
      const refused = results.filter(
        ({ NSFWContent, videoURL }) => NSFWContent === true && filled(videoURL) === undefined,
      );
      return {
        videos: results.map(({ videoURL }) => filmAt(videoURL)),
        withheld: refused.map(() => 'it did not pass the safety check.'),
        seed: count(first?.seed),
        ...costOfResults(results),
      };
    },
  };

  return (endpoint) => {
    const { provider } = endpoint;
    const films = videoJobs(wire)(endpoint);
    return {
      ...films,
      start: async (request, options) => films.start(resolved(request, provider), options),
      estimate: async (request, { signal }) =>
        priceOfTask(endpoint, taskOf(resolved(request, provider), wire, provider), signal),
    };
  };
};
