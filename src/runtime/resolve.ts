import type { CapabilityName } from '../core/capability.ts';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import { formatModelRef, parseModelRef } from '../core/model-ref.ts';
import { nearest } from '../core/nearest.ts';
import type { ModelFacts, ProviderDefinition } from '../core/provider.ts';
import type { Catalogue } from './catalogue.ts';
import { verbOf } from './planned.ts';

/** A model that can be called now. */
export type Resolved = {
  /** `provider/model`. */
  readonly ref: string;
  readonly model: string;
  readonly definition: ProviderDefinition;
  readonly facts: ModelFacts | undefined;
  readonly local: boolean;
  readonly notes: readonly string[];
};

export type Candidate = Resolved & { readonly reason: string };

type Resolving = { readonly catalogue: Catalogue; readonly clock: Clock };

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

/**
 * The model that a reference names. Throws `not_found` for an unknown provider, `unsupported`, `unavailable` (with
 * what stands in), or `not_configured` (with the variable). A model id the catalogue does not know is passed through.
 */
export async function resolveModel(
  reference: string,
  capability: CapabilityName,
  resolving: Resolving,
): Promise<Resolved> {
  const { catalogue } = resolving;
  const { provider, model } = parseModelRef(reference.trim());
  const definition = catalogue.find(provider);
  if (definition === undefined) throw await unknownProvider(reference, resolving);
  if (catalogue.isUncallable(definition)) throw uncallable(definition);
  if (definition.capabilities[capability] === undefined) throw lacksCapability(definition, capability, catalogue);

  if (model !== undefined) {
    // A local runtime that is named is simply tried: it may have been started a second ago.
    if (definition.discover === undefined) await demandConfigured(definition, catalogue);
    return describe(definition, model, capability, resolving);
  }
  await demandConfigured(definition, catalogue);
  const usual = await catalogue.defaultModel(definition, capability);
  if (usual === undefined) throw await noDefault(definition, capability, catalogue);
  return describe(definition, usual, capability, resolving);
}

/**
 * A known route with its notes. Throws `unavailable` past the model's shutdown date, unless the operator's own server
 * stands in the provider's place.
 */
export function describe(
  definition: ProviderDefinition,
  model: string,
  capability: CapabilityName,
  { catalogue, clock }: Resolving,
): Resolved {
  const ref = formatModelRef(definition.id, model);
  const facts = catalogue.facts(definition, model, capability);
  const daysLeft =
    facts?.shutdown === undefined ? undefined : Math.ceil((Date.parse(facts.shutdown) - clock.now()) / DAY_MS);
  const instead = facts?.replacedBy === undefined ? undefined : formatModelRef(definition.id, facts.replacedBy);
  const isOver = daysLeft !== undefined && daysLeft < 0;
  if (isOver && !catalogue.isRedirected(definition)) {
    throw new ProviderError('unavailable', {
      provider: definition.id,
      message: `${ref} was shut down on ${facts?.shutdown}.`,
      hint: instead === undefined ? 'find_models lists what is served.' : `Use ${instead}.`,
      processed: false,
    });
  }
  const isEnding = !isOver && daysLeft !== undefined && daysLeft <= WARN_DAYS;
  const notes = isEnding
    ? [`${ref} shuts down on ${facts?.shutdown}.${instead === undefined ? '' : ` ${instead} replaces it.`}`]
    : [];
  return { ref, model, definition, facts, local: catalogue.isLocal(definition), notes };
}

/** Model references near to a reference that names nothing, as a hint. */
export async function nearestModels(reference: string, catalogue: Catalogue): Promise<readonly string[]> {
  const models = await catalogue.models();
  const bare = reference.slice(reference.indexOf('/') + 1);
  const sameId = models.filter((model) => model.id === reference || model.id === bare).map((model) => model.ref);
  const known = [...models.map((model) => model.ref), ...catalogue.definitions.map((definition) => definition.id)];
  return [...new Set([...sameId, ...nearest(reference, known)])].slice(0, 3);
}

async function demandConfigured(definition: ProviderDefinition, catalogue: Catalogue): Promise<void> {
  const missing = await catalogue.missing(definition);
  if (missing === undefined) return;
  const install = catalogue.install(definition);
  if (install !== undefined) {
    throw new ProviderError('not_configured', {
      provider: definition.id,
      message: `${definition.name} is not installed on this machine.`,
      hint: `Run: ${install}`,
      processed: false,
    });
  }
  const isRuntime = definition.discover !== undefined;
  const isSetting = Object.values(definition.settings ?? {}).some(({ env }) => env.includes(missing));
  const lack = isSetting ? 'is not fully set up' : 'has no key';
  throw new ProviderError('not_configured', {
    provider: definition.id,
    message: `${definition.name} ${isRuntime ? 'does not answer on this machine' : lack}.`,
    hint: `${isRuntime ? `Start ${definition.name}, or set` : 'Set'} ${missing}. See ${definition.docs}`,
    processed: false,
  });
}

async function unknownProvider(reference: string, { catalogue }: Resolving): Promise<ProviderError> {
  const { provider } = parseModelRef(reference);
  const ids = nearest(
    provider,
    catalogue.definitions.map((definition) => definition.id),
  );
  const near = [...new Set([...(await nearestModels(reference, catalogue)), ...ids])].slice(0, 3);
  return new ProviderError('not_found', {
    message: `There is no provider "${provider.slice(0, 60)}".`,
    hint: near.length > 0 ? `Nearest: ${near.join(', ')}.` : 'A model is named provider/model; find_models lists them.',
    processed: false,
  });
}

function uncallable(definition: ProviderDefinition): ProviderError {
  const { name, status, replacedBy, docs } = definition;
  const why =
    status === 'sunset'
      ? 'has been shut down'
      : status === 'not-launched'
        ? 'has not launched a public API'
        : 'has no public address';
  return new ProviderError('unavailable', {
    provider: definition.id,
    message: `${name} ${why}.`,
    hint: replacedBy === undefined ? `See ${docs}` : `Use ${replacedBy} instead.`,
    processed: false,
  });
}

function lacksCapability(definition: ProviderDefinition, capability: CapabilityName, catalogue: Catalogue) {
  const able = catalogue.definitions
    .filter((other) => other.capabilities[capability] !== undefined && !catalogue.isUncallable(other))
    .map((other) => other.id);
  return new ProviderError('unsupported', {
    provider: definition.id,
    message: `${definition.name} cannot ${verbOf(capability)}.`,
    hint: `These can: ${able.slice(0, 6).join(', ')}.`,
    processed: false,
  });
}

async function noDefault(definition: ProviderDefinition, capability: CapabilityName, catalogue: Catalogue) {
  const known = (await catalogue.modelsOf(definition)).filter((fact) => fact.capability === capability);
  const names = known.slice(0, 4).map((fact) => formatModelRef(definition.id, fact.id));
  return new ProviderError('invalid_input', {
    provider: definition.id,
    message: `${definition.name} has no default model to ${verbOf(capability)} with.`,
    hint: names.length > 0 ? `Name one: ${names.join(', ')}.` : `Name one as ${definition.id}/MODEL.`,
    processed: false,
  });
}
