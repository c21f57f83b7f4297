import type { CapabilityFactory } from '../../core/provider.ts';
import type { VideoCapability } from '../../core/video.ts';
import { omni } from './omni.ts';
import { veo } from './veo.ts';
import { videoJobs } from './video-wire.ts';

const isVeo = (model: string | undefined): boolean => /^(models\/)?veo-/.test(model ?? '');

/** Films of the Gemini API: Veo by operations, every other model by interactions. An operation remembers its model. */
export const googleVideo =
  (limits: VideoCapability['limits']): CapabilityFactory<'video'> =>
  (endpoint) => {
    const byOperations = videoJobs({ ...veo, limits })(endpoint);
    const byInteractions = videoJobs({ ...omni, limits })(endpoint);
    return {
      limits,
      pollMs: byInteractions.pollMs ?? omni.pollMs,
      cancelStopsBilling: false,
      start: (request, options) => (isVeo(request.model) ? byOperations : byInteractions).start(request, options),
      poll: (operation, options) =>
        (isVeo(operation.details?.model) ? byOperations : byInteractions).poll(operation, options),
    };
  };
