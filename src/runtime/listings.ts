import type { ModelListing, ProviderListing } from '../core/app.ts';
import { isKeyOptional } from '../core/auth.ts';
import { CAPABILITY_NAMES } from '../core/capability.ts';
import { formatModelRef } from '../core/model-ref.ts';
import type { Catalogue } from './catalogue.ts';

const UNNAMED_REGION = 'global';

/** Every provider with what it can do and what it lacks, in the catalogue's order. */
export async function listProviders(catalogue: Catalogue): Promise<readonly ProviderListing[]> {
  return Promise.all(
    catalogue.definitions.map(async (definition) => {
      const isUncallable = catalogue.isUncallable(definition);
      const missing = isUncallable ? undefined : await catalogue.missing(definition);
      return {
        id: definition.id,
        name: definition.name,
        status: definition.status,
        capabilities: CAPABILITY_NAMES.filter((name) => definition.capabilities[name] !== undefined),
        configured: !isUncallable && missing === undefined,
        keyless: isKeyOptional(definition.auth) && !catalogue.isRedirected(definition),
        ...lackOf(missing, catalogue.install(definition)),
        docs: definition.docs,
        regions: Object.keys(definition.baseUrl).filter((region) => region !== UNNAMED_REGION),
        replacedBy: definition.replacedBy,
        local: catalogue.isLocal(definition),
      };
    }),
  );
}

/** What is lacking is either installed by a command or set as a variable. */
const lackOf = (missing: string | undefined, install: string | undefined) =>
  install === undefined ? { missing } : { install };

/** Every model that is known, of every provider. */
export async function listModels(catalogue: Catalogue): Promise<readonly ModelListing[]> {
  const providers = await listProviders(catalogue);
  const lists = await Promise.all(
    catalogue.definitions.map(async (definition, index) => {
      const provider = providers[index];
      const facts = await catalogue.modelsOf(definition);
      const defaults = await Promise.all(CAPABILITY_NAMES.map((name) => catalogue.defaultModel(definition, name)));
      return facts.map((fact) => ({
        ...fact,
        provider: definition.id,
        ref: formatModelRef(definition.id, fact.id),
        isDefault: defaults[CAPABILITY_NAMES.indexOf(fact.capability)] === fact.id,
        configured: provider?.configured ?? false,
        regions: provider?.regions ?? [],
      }));
    }),
  );
  return lists.flat();
}
