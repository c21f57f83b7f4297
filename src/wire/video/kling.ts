import type { Endpoint } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability, VideoLimits, VideoRequest } from '../../core/video.ts';
import { klingTasks } from '../jobs/kling-tasks.ts';
import { base64, dataUrl } from '../media.ts';
import { defined, filled, type Json, record, records } from '../read.ts';
import { frameOf } from './frame.ts';
import { type Films, filmAt, type VideoJob, type VideoWire, videoJobs } from './video-wire.ts';

/** API 1 names its models `kling-v…`, API 2 without the `v`. */
const isFirst = (model: string | undefined): boolean => /^kling-v\d/.test(model ?? '');
/** Masters have one quality. */
const hasModes = (model: string): boolean => !model.includes('master');

function firstApi(
  { model, prompt, durationS, image, clientId, ...request }: VideoRequest,
  limits: VideoLimits,
): VideoJob {
  const { ratio, shortSide } = frameOf({ model, prompt, ...request }, limits);
  const mode = shortSide === undefined ? undefined : shortSide >= 1080 ? 'pro' : 'std';
  return {
    target: image === undefined ? '/v1/videos/text2video' : '/v1/videos/image2video',
    body: defined({
      model_name: model,
      prompt,
      mode: hasModes(model) ? mode : undefined,
      aspect_ratio: image === undefined ? ratio : undefined,
      duration: durationS === undefined ? undefined : String(durationS),
      image: image === undefined ? undefined : base64(image),
      external_task_id: clientId,
    }),
  };
}

/** Omni and O models take words and pictures by one door, all others by one for each. */
const isOmni = (model: string): boolean => /-omni$|^kling-o\d/.test(model);

function secondApi(
  { model, prompt, durationS, image, clientId, ...request }: VideoRequest,
  limits: VideoLimits,
): VideoJob {
  const { ratio, shortSide } = frameOf({ model, prompt, ...request }, limits);
  const door = isOmni(model) ? 'omni-video' : image === undefined ? 'text-to-video' : 'image-to-video';
  const settings = defined({
    resolution: shortSide === undefined ? undefined : shortSide >= 2160 ? '4k' : `${shortSide}p`,
    // A picture has a shape of its own; the omni door wants one said where there is none.
    aspect_ratio: image !== undefined ? undefined : (ratio ?? (isOmni(model) ? '16:9' : undefined)),
    duration: durationS,
  });
  const frames = image === undefined ? [] : [{ type: 'first_frame', url: dataUrl(image) }];
  return {
    target: `/${door}/${encodeURIComponent(model)}`,
    body: {
      ...(door === 'text-to-video' ? { prompt } : { contents: [{ type: 'prompt', text: prompt }, ...frames] }),
      ...(Object.keys(settings).length > 0 && { settings }),
      ...(clientId !== undefined && { options: { external_task_id: clientId } }),
    },
  };
}

const seconds = (duration: unknown): number | undefined => {
  const said = typeof duration === 'number' ? duration : Number.parseFloat(filled(duration) ?? '');
  return Number.isFinite(said) ? said : undefined;
};

function decode(task: Json): Films {
  const made = [...records(record(task.task_result)?.videos), ...records(task.outputs)];
  return { videos: made.map(({ url }) => filmAt(url)), durationS: seconds(made[0]?.duration) };
}

/** Kling by both of its APIs. An operation remembers its model, whose name says which. */
export const klingVideo =
  (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  (endpoint) => {
    const common = { limits, pollMs: 5000, decode };
    const wire = (api: 1 | 2): Pick<VideoWire, 'jobs'> => ({ jobs: (at: Endpoint) => klingTasks(at, api) });
    const first = videoJobs({
      ...common,
      ...wire(1),
      places: ({ image }) =>
        image === undefined ? ['durationS', 'size', 'aspectRatio'] : ['durationS', 'size', 'image'],
      encode: firstApi,
    })(endpoint);
    const second = videoJobs({
      ...common,
      ...wire(2),
      places: ({ image }) =>
        image === undefined ? ['durationS', 'size', 'aspectRatio'] : ['durationS', 'size', 'image'],
      encode: secondApi,
    })(endpoint);
    const of = (model: string | undefined) => (isFirst(model) ? first : second);
    return {
      limits,
      pollMs: common.pollMs,
      cancelStopsBilling: false,
      start: (request, options) => of(request.model).start(request, options),
      poll: (operation, options) => of(operation.details?.model).poll(operation, options),
    };
  };
