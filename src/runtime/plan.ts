import type { RunOptions } from '../core/app.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import { type Planned, verbOf } from './planned.ts';
import type { Planning } from './planning.ts';
import { policyCandidates } from './policy.ts';
import { demandReach, type Reach, reachOf } from './reach.ts';
import { type Candidate, resolveModel } from './resolve.ts';

type Skipped = { readonly model: string; readonly error: ProviderError };

/** The ordered choices for one call, and those that were named and cannot be used. */
export type Plan = { readonly candidates: readonly Candidate[]; readonly skipped: readonly Skipped[] };

const MOST_FALLBACKS = 8;

/** The plan of a call that is about to be made: at least one candidate. Throws why there is none. */
export async function planRoutes(any: Planned, options: RunOptions, planning: Planning): Promise<Plan> {
  const plan = await listRoutes(any, options, planning);
  if (plan.candidates.length > 0) return plan;
  throw plan.skipped[0]?.error ?? (await nothingConfigured(any, planning, reachOf(any, planning)));
}

/**
 * Who would be asked, in order. A named model is asked alone, unless `fallbacks` name others; without a name the
 * policy chooses, and so allows, among what is configured.
 */
export async function listRoutes(any: Planned, options: RunOptions, planning: Planning): Promise<Plan> {
  if ((options.fallbacks?.length ?? 0) > MOST_FALLBACKS) {
    throw new ProviderError('invalid_input', { message: `At most ${MOST_FALLBACKS} fallbacks can be given.` });
  }
  const reach = reachOf(any, planning);
  const named = options.model === undefined ? [] : [options.model];
  const chosen = options.model === undefined ? await policyCandidates(any, planning, reach) : [];
  const skipped: Skipped[] = [];
  const candidates: Candidate[] = [...chosen];

  for (const reference of [...named, ...(options.fallbacks ?? [])]) {
    try {
      const resolved = await resolveModel(reference, any.capability, planning);
      const isFallback = reference !== options.model;
      candidates.push({ ...demandReach(resolved, reach), reason: isFallback ? 'fallback' : 'named by the caller' });
    } catch (thrown) {
      const error = asProviderError(thrown);
      // A name that means nothing is a mistake in the arguments, whatever else could be asked.
      if (error.code === 'not_found' || error.code === 'invalid_input') throw error;
      skipped.push({ model: reference, error });
    }
  }
  const unique = [...new Map(candidates.toReversed().map((candidate) => [candidate.ref, candidate])).values()];
  return { candidates: unique.toReversed(), skipped };
}

/** Says the shortest way to something that could answer. */
async function nothingConfigured(any: Planned, { catalogue }: Planning, { why }: Reach): Promise<ProviderError> {
  const able = catalogue.definitions.filter(
    (definition) => definition.capabilities[any.capability] !== undefined && !catalogue.isUncallable(definition),
  );
  const keys = await Promise.all(
    able.filter((definition) => definition.local !== true).map((definition) => catalogue.missing(definition)),
  );
  const variables = keys.filter((key) => key !== undefined).slice(0, 4);
  const local = able
    // A family of models is started with the server that holds it.
    .filter(({ holders, discover }) => holders === undefined && discover !== undefined)
    .filter((definition) => catalogue.isLocal(definition))
    .map((definition) => definition.name);
  const installs = able.map((definition) => catalogue.install(definition)).filter((command) => command !== undefined);
  const files = await Promise.all(
    able
      .filter((definition) => definition.files !== undefined && catalogue.install(definition) === undefined)
      .map((definition) => catalogue.missing(definition)),
  );
  const ways = [
    installs.length > 0 ? `Run \`${installs.join('` or `')}\`` : undefined,
    why === undefined && variables.length > 0 ? `set one of ${variables.join(', ')}` : undefined,
    ...files.map((variable) => (variable === undefined ? undefined : `set ${variable} to a model file`)),
    local.length > 0 ? `start ${local.join(' or ')} on this machine` : undefined,
  ].filter((way) => way !== undefined);
  return new ProviderError('not_configured', {
    message: `Nothing is configured that can ${verbOf(any.capability)}${why === undefined ? '' : ` on this machine, and nobody else may be asked because ${why}`}.`,
    hint: `${sentence(ways.join(', or ')) || 'See `llmkit-mcp providers`'}. \`llmkit-mcp doctor\` checks it.`,
    processed: false,
  });
}

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
