import type { Metered } from '../core/capability.ts';
import { ProviderError } from '../core/errors.ts';
import { type Attempting, attemptCandidate, type Guards } from './attempt.ts';
import type { Catalogue } from './catalogue.ts';
import type { Deadline } from './deadline.ts';
import type { DeltaRelay } from './delta-relay.ts';
import { embedAll } from './embed.ts';
import type { AnyRequest } from './request.ts';
import type { Candidate } from './resolve.ts';

export type Calling = {
  readonly guards: Guards;
  readonly catalogue: Catalogue;
  readonly deadline: Deadline;
  readonly relay: DeltaRelay;
  readonly stream: boolean;
  readonly note: Attempting['note'];
};

/** Asks one candidate for what the request is, each request to it behind the guards. */
export async function callCandidate(any: AnyRequest, candidate: Candidate, calling: Calling): Promise<Metered> {
  const { guards, catalogue, deadline, relay, stream, note } = calling;
  const { definition, model } = candidate;
  const attempting: Attempting = { candidate, deadline, note, hasPassedOn: relay.hasPassedOn };

  if (any.capability === 'embed') {
    const capability = present(catalogue.capability(definition, 'embed'), candidate);
    return embedAll(capability, { ...any.request, model }, (work) => attemptCandidate(work, guards, attempting));
  }
  const capability = present(catalogue.capability(definition, 'chat'), candidate);
  const result = await attemptCandidate(
    (signal) =>
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
    guards,
    attempting,
  );
  relay.flush();
  return result;
}

function present<T>(capability: T | undefined, { ref, definition }: Candidate): T {
  if (capability !== undefined) return capability;
  throw new ProviderError('unsupported', { provider: definition.id, message: `${ref} cannot do that.` });
}
