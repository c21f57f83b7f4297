import type { Policy } from '../core/config.ts';
import { contextNeeded, estimateCost, estimateUsage } from './estimate.ts';
import type { Planned } from './planned.ts';
import type { Planning } from './planning.ts';
import type { Reach } from './reach.ts';
import type { AnyRequest } from './request.ts';
import { type Candidate, describe, type Resolved } from './resolve.ts';
import { costOfVoice } from './voice-cost.ts';

/** The first choice and what may stand in for it; more would turn one failing call into a tour of all providers. */
const MOST_CANDIDATES = 3;
/** A route that was never measured stands between fast and slow ones, so that it gets its chance. */
const UNMEASURED_MS = 3000;

const REASONS: Readonly<Record<Policy, string>> = {
  auto: 'policy auto: configured',
  cheap: 'policy cheap: lowest estimated cost',
  fast: 'policy fast: shortest measured time',
  'cost-capped': 'policy cost-capped: within what a call may cost',
  'local-first': 'policy local-first: on this machine before elsewhere',
  private: 'policy private: on this machine',
  offline: 'policy offline: without the internet',
};

/** What is configured and fits the request, in the policy's order. */
export async function policyCandidates(any: Planned, planning: Planning, reach: Reach): Promise<readonly Candidate[]> {
  const { policy } = planning;
  const usable = (await configuredRoutes(any, planning)).filter((route) => fits(any, route, planning));
  const ordered = await inOrder(
    usable.filter((route) => reach.allows(route)),
    any,
    planning,
  );
  const reason = reach.why === undefined ? REASONS[policy] : `${REASONS[policy]}; on this machine because ${reach.why}`;
  return ordered.slice(0, MOST_CANDIDATES).map((route) => ({ ...route, reason }));
}

async function configuredRoutes(any: Planned, planning: Planning): Promise<readonly Resolved[]> {
  const { catalogue } = planning;
  const routes = await Promise.all(
    catalogue.definitions.map(async (definition) => {
      if (definition.capabilities[any.capability] === undefined || catalogue.isUncallable(definition)) return [];
      if ((await catalogue.missing(definition)) !== undefined) return [];
      const model = await catalogue.defaultModel(definition, any.capability);
      if (model === undefined) return [];
      try {
        return [describe(definition, model, any.capability, planning)];
      } catch {
        // Past its shutdown date: an old default must not stand in the way of the others.
        return [];
      }
    }),
  );
  return routes.flat();
}

/** False when the catalogue knows that the model lacks what the request needs; unknown is no obstacle. */
function fits(any: Planned, { facts, definition }: Resolved, { catalogue }: Planning): boolean {
  if (any.capability === 'voice') {
    return catalogue.capability(definition, 'voice')?.modes?.includes(any.request.mode) !== false;
  }
  if (any.capability !== 'chat' || facts === undefined) return true;
  const { messages, tools } = any.request;
  const hasImages = messages.some((message) => message.parts.some((part) => part.type === 'image'));
  const isTooLong = facts.contextTokens !== undefined && contextNeeded(any.request) > facts.contextTokens;
  return !isTooLong && !(hasImages && facts.vision === false) && !(tools !== undefined && facts.tools === false);
}

async function inOrder(routes: readonly Resolved[], any: Planned, planning: Planning): Promise<readonly Resolved[]> {
  const { policy } = planning;
  if (policy === 'cheap')
    return sortedBy(routes, (route) =>
      any.capability === 'voice' ? voiceHigh(route.facts) : estimatedHigh(any, route),
    );
  if (policy === 'fast') {
    const medians = await planning.medians();
    return sortedBy(routes, (route) => medians.get(route.ref) ?? UNMEASURED_MS);
  }
  // A price that is not known may be any price: such a route is no way to keep to a cap.
  if (policy === 'cost-capped') {
    const cap = planning.cap ?? Number.POSITIVE_INFINITY;
    const isOver = (route: Resolved): boolean => !(any.capability === 'voice' || estimatedHigh(any, route) <= cap);
    return sortedBy(routes, (route) => Number(isOver(route)) * 2 + Number(route.local));
  }
  // A key that somebody set says more than a runtime that happens to listen.
  if (policy === 'auto') return sortedBy(routes, (route) => Number(route.local));
  return sortedBy(routes, (route) => Number(!route.local));
}

const voiceHigh = (facts: Resolved['facts']): number => costOfVoice(60, facts?.price) ?? Number.POSITIVE_INFINITY;

/** An unknown price stands last: it may be anything. */
const estimatedHigh = (any: AnyRequest, { facts }: Resolved): number =>
  estimateCost(estimateUsage(any, facts), facts?.price)?.high ?? Number.POSITIVE_INFINITY;

/** Stable, so that equals keep the catalogue's order. */
function sortedBy<T>(values: readonly T[], rank: (value: T) => number): readonly T[] {
  const ranked = values.map((value) => ({ value, rank: rank(value) }));
  return ranked
    .sort((left, right) => (left.rank < right.rank ? -1 : left.rank > right.rank ? 1 : 0))
    .map(({ value }) => value);
}
