import { ProviderError } from '../core/errors.ts';
import type { Planned } from './planned.ts';
import type { Planning } from './planning.ts';
import type { Resolved } from './resolve.ts';

/** How far one call may go, and why no farther. */
export type Reach = {
  allows(route: Resolved): boolean;
  /** In words, after "because"; undefined when everybody may be asked. */
  readonly why?: string;
};

const ANYWHERE: Reach = { allows: () => true };

/** Who may be asked under the policy, and with what this call holds. Throws `forbidden` when nobody may. */
export function reachOf(any: Planned, { policy, sensitive, catalogue }: Planning): Reach {
  const found = sensitive?.find(any) ?? [];
  if (found.length > 0 && sensitive?.action === 'refuse') {
    throw new ProviderError('forbidden', {
      message: `The text holds ${found.join(' and ')}, which must not be given to a model.`,
      hint: 'Take it out. The operator sets LLMKIT_SENSITIVE and LLMKIT_SENSITIVE_ACTION.',
      processed: false,
    });
  }
  // A search engine on this machine hands the query on to others.
  const isHere = ({ local }: Resolved): boolean => local && any.capability !== 'search';
  if (policy === 'private') return { allows: isHere, why: 'the policy is private' };
  if (found.length > 0) return { allows: isHere, why: `the text holds ${found.join(' and ')}` };
  // A server that the operator named may stand in the same house; whether it does is looked at when it is called.
  if (policy === 'offline') {
    return {
      allows: ({ local, definition }) => local || catalogue.isRedirected(definition),
      why: 'the policy is offline',
    };
  }
  return ANYWHERE;
}

/** A route that was named, if it may be asked. Throws `forbidden`. */
export function demandReach(route: Resolved, { allows, why }: Reach): Resolved {
  if (allows(route)) return route;
  throw new ProviderError('forbidden', {
    message: `${route.ref} is not on this machine, and may not be asked because ${why}.`,
    hint: 'Name a local model; the operator sets LLMKIT_POLICY and LLMKIT_SENSITIVE.',
    processed: false,
  });
}
