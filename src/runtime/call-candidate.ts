import type { Metered } from '../core/capability.ts';
import { ProviderError } from '../core/errors.ts';
import type { Asking } from './asking.ts';
import { type Attempting, attemptCandidate, type Guards } from './attempt.ts';
import type { Catalogue } from './catalogue.ts';
import type { DeltaRelay } from './delta-relay.ts';
import { embedAll } from './embed.ts';
import type { AnyRequest } from './request.ts';
import type { Candidate } from './resolve.ts';

export type Calling = Omit<Asking, 'ask' | 'isLocal'> & {
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
  const { guards, catalogue, deadline, relay, stream, note } = calling;
  const { definition, model } = candidate;
  const ask: Asking['ask'] = (work, { share = 1, isStart, deadline: earlier = deadline } = {}) =>
    attemptCandidate(work, guards, {
      candidate,
      deadline: earlier,
      isStart,
      hasPassedOn: relay.hasPassedOn,
      note: (attempt, { mayBeBilled }) => note(attempt, { mayBeBilled, share }),
    });

  if (any.capability === 'embed') {
    const capability = present(catalogue.capability(definition, 'embed'), candidate);
    return embedAll(capability, { ...any.request, model }, ask);
  }
  const asking: Asking = { ...calling, ask, isLocal: candidate.local };
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
