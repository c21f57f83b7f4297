import type { Endpoint } from '../core/endpoint.ts';
import type { ImageCapability, ImageRequest, ImageResult } from '../core/image.ts';
import type { Pictured, PublicDownload } from '../core/produced.ts';
import type { Asking } from './asking.ts';
import { checkImageRequest } from './check-media.ts';
import { keepProduced } from './fetch-produced.ts';
import { doRemote } from './remote-work.ts';

export type Making = { readonly asking: Asking; readonly endpoint: Endpoint; readonly download: PublicDownload };

/** Has pictures made and keeps them. What the model cannot make is refused before it costs anything. */
export async function makeImages(
  capability: ImageCapability,
  request: ImageRequest,
  { asking, endpoint, download }: Making,
): Promise<Pictured> {
  checkImageRequest(capability.limits(request.model), request, endpoint.provider);
  const receive = async ({ images, ...result }: ImageResult, signal: AbortSignal): Promise<Pictured> => {
    const fetching = { ...asking, kind: 'image' as const, endpoint, download, signal };
    const artifacts = await Promise.all(images.map((image) => keepProduced(image, fetching)));
    return { ...result, artifacts, usage: { images: artifacts.length, ...result.usage } };
  };
  if ('generate' in capability) {
    const result = await asking.ask((signal) => capability.generate(request, { signal }));
    asking.paid(result, 1);
    return asking.ask((signal) => receive(result, signal), { isFollowing: true });
  }
  const { poll, cancel, pollMs, takesClientId } = capability;
  const work = {
    start: (clientId: string, signal: AbortSignal) => capability.start({ ...request, clientId }, { signal }),
    poll: poll.bind(capability),
    cancel: cancel?.bind(capability),
    pollMs,
    takesClientId,
  };
  return doRemote(work, asking, { part: 0, receive, onProgress: tellProgress(asking, 'picture') });
}

/** Passes the share that is done on to the client and the job. */
export function tellProgress({ call, journal }: Asking, what: string): (done: number) => void {
  return (done) => {
    journal?.progress(done);
    call.progress?.({ message: `The ${what} is ${Math.round(done * 100)} % done`, progress: done, total: 1 });
  };
}
