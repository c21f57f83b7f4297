import { ProviderError } from '../core/errors.ts';
import type { Filmed } from '../core/produced.ts';
import type { VideoCapability, VideoRequest, VideoResult } from '../core/video.ts';
import { checkVideoRequest } from './check-media.ts';
import { keepProduced } from './fetch-produced.ts';
import { type Making, tellProgress } from './make-image.ts';
import { doRemote } from './remote-work.ts';

/** Has a film made and keeps it. What the model cannot make is refused before it costs anything. */
export async function makeVideo(
  capability: VideoCapability,
  request: VideoRequest,
  { asking, endpoint, download }: Making,
): Promise<Filmed> {
  checkVideoRequest(capability.limits(request.model), request, endpoint.provider);
  const { provider } = endpoint;
  const receive = async ({ videos, ...result }: VideoResult, signal: AbortSignal): Promise<Filmed> => {
    const [video, ...others] = videos;
    if (video === undefined)
      throw new ProviderError('bad_response', { provider, message: `${provider} sent no film.` });
    const fetching = { ...asking, kind: 'video' as const, endpoint, download, signal };
    const artifact = await keepProduced(video, fetching);
    const notes = [
      ...(result.notes ?? []),
      ...(others.length > 0 ? [`${provider} made ${videos.length} films; the first is kept.`] : []),
    ];
    const durationS = result.durationS ?? artifact.durationS ?? request.durationS;
    const measured = Object.keys(result.usage).length > 0 || durationS === undefined ? {} : { seconds: durationS };
    return { ...result, artifact, durationS, notes, usage: { ...measured, ...result.usage } };
  };
  if ('generate' in capability) {
    const result = await asking.ask((signal) => capability.generate(request, { signal }));
    asking.paid(result, 1);
    return asking.ask((signal) => receive(result, signal), { isFollowing: true });
  }
  const { poll, cancel, pollMs, takesClientId, cancelStopsBilling } = capability;
  const work = {
    start: (clientId: string, signal: AbortSignal) => capability.start({ ...request, clientId }, { signal }),
    poll: poll.bind(capability),
    cancel: cancel?.bind(capability),
    pollMs,
    takesClientId,
    cancelStopsBilling,
  };
  return doRemote(work, asking, { part: 0, receive, onProgress: tellProgress(asking, 'film') });
}
