import type { Metered } from '../core/capability.ts';
import { ProviderError } from '../core/errors.ts';
import type { PublicDownload } from '../core/produced.ts';
import type { Asking, AskOptions } from './asking.ts';
import { type Attempting, attemptCandidate, type Guards } from './attempt.ts';
import type { Catalogue } from './catalogue.ts';
import type { DeltaRelay } from './delta-relay.ts';
import { embedAll } from './embed.ts';
import type { AnyRequest } from './request.ts';
import type { Candidate } from './resolve.ts';

export type Calling = Omit<Asking, 'ask' | 'isLocal' | 'model'> & {
  readonly download: PublicDownload;
  readonly guards: Guards;
  readonly catalogue: Catalogue;
  readonly relay: DeltaRelay;
  readonly stream: boolean;
  /** Told for each try that did not end well. `share` is how much of the whole call it was. */
  readonly note: (
    attempt: Parameters<Attempting['note']>[0],
    failure: { readonly mayBeBilled: boolean; readonly share: number },
  ) => void;
};

/** Asks one candidate for what the request is, each request to it behind the guards. */
export async function callCandidate(any: AnyRequest, candidate: Candidate, calling: Calling): Promise<Metered> {
  const { guards, catalogue, deadline, relay, stream, note, journal, download } = calling;
  const { definition, model } = candidate;
  // Work that can be asked after is remembered by those who begin it; what else costs is not sent a second time.
  const isSent = (options: AskOptions): boolean =>
    !candidate.local && options.isStart !== true && options.isFollowing !== true;
  const ask: Asking['ask'] = (work, options = {}) => {
    const { share = 1, isStart, isFollowing, deadline: earlier = deadline } = options;
    const send = async (signal: AbortSignal) => {
      await journal?.sending(candidate.ref);
      return work(signal);
    };
    return attemptCandidate(isSent(options) && journal !== undefined ? send : work, guards, {
      candidate,
      deadline: earlier,
      isStart,
      isFollowing,
      hasPassedOn: relay.hasPassedOn,
      note: (attempt, { mayBeBilled }) => note(attempt, { mayBeBilled, share }),
    });
  };

  if (any.capability === 'embed') {
    const capability = present(catalogue.capability(definition, 'embed'), candidate);
    return embedAll(capability, { ...any.request, model }, ask);
  }
  const asking: Asking = { ...calling, ask, isLocal: candidate.local, model: candidate.ref };
  if (any.capability === 'rerank') {
    const capability = present(catalogue.capability(definition, 'rerank'), candidate);
    const { rerankAll } = await import('./rerank.ts');
    return rerankAll(capability, { ...any.request, model }, asking);
  }
  if (any.capability === 'search') {
    const capability = present(catalogue.capability(definition, 'search'), candidate);
    const { searchWeb } = await import('./search-web.ts');
    return searchWeb(capability, { ...any.request, model }, asking);
  }
  if (any.capability === 'transcribe') {
    const capability = present(catalogue.capability(definition, 'transcribe'), candidate);
    const { transcribeAll } = await import('./transcribe.ts');
    return transcribeAll(capability, { ...any.request, model }, asking);
  }
  if (any.capability === 'speak') {
    const capability = present(catalogue.capability(definition, 'speak'), candidate);
    const { speakAll } = await import('./speak.ts');
    return speakAll(capability, { ...any.request, model }, asking);
  }
  if (any.capability === 'parse') {
    const capability = present(catalogue.capability(definition, 'parse'), candidate);
    const { parseRemotely } = await import('./parse.ts');
    return parseRemotely(
      capability,
      { ...any.request, model },
      { asking, download, endpoint: catalogue.endpoint(definition) },
    );
  }
  if (any.capability === 'image' || any.capability === 'video') {
    const making = { asking, download, endpoint: catalogue.endpoint(definition) };
    if (any.capability === 'image') {
      const capability = present(catalogue.capability(definition, 'image'), candidate);
      const { makeImages } = await import('./make-image.ts');
      return makeImages(capability, { ...any.request, model }, making);
    }
    const capability = present(catalogue.capability(definition, 'video'), candidate);
    const { makeVideo } = await import('./make-video.ts');
    return makeVideo(capability, { ...any.request, model }, making);
  }
  const capability = present(catalogue.capability(definition, 'chat'), candidate);
  const result = await ask((signal) =>
    capability.chat(
      { ...any.request, model },
      {
        signal,
        stream,
        onEvent: (event) => {
          // A family that is slow to notice the end must not write into a finished call.
          if (!signal.aborted) relay.onEvent(event);
        },
      },
    ),
  );
  relay.flush();
  return result;
}

function present<T>(capability: T | undefined, { ref, definition }: Candidate): T {
  if (capability !== undefined) return capability;
  throw new ProviderError('unsupported', { provider: definition.id, message: `${ref} cannot do that.` });
}
