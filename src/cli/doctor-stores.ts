import type { App } from '../core/app.ts';
import { installCommand, resolveOptional } from '../core/import-optional.ts';
import { didYouMean } from '../core/nearest.ts';
import type { CollectionInfo } from '../core/retrieval.ts';
import type { VectorStoreDefinition } from '../core/vector-index.ts';
import { LEAST_FOR_HNSW } from '../stores/sqlite/hnsw/hnsw-search.ts';
import { HNSW_PACKAGE } from '../stores/sqlite/hnsw/usearch.ts';
import { vectorStores } from '../stores/vector/index.generated.ts';
import type { Finding } from './doctor-checks.ts';

/** The vector stores that are configured, or that are to hold new collections. Nothing is connected to. */
export async function* storeFindings({ config }: Pick<App, 'config'>): AsyncGenerator<Finding> {
  const { store } = config;
  if (store !== undefined && store !== 'sqlite' && vectorStores[store] === undefined) {
    const known = ['sqlite', ...Object.keys(vectorStores)];
    yield {
      what: 'Store',
      state: 'fault',
      detail: `there is no store "${store}".${didYouMean(store, known)}`,
      fix: `Set LLMKIT_STORE to one of ${known.join(', ')}.`,
    };
  }
  for (const [id, load] of Object.entries(vectorStores)) {
    const { default: definition } = await load();
    const isConfigured =
      config.providers[id]?.baseUrl !== undefined || definition.env.some((name) => config.variable(name) !== undefined);
    if (store === id || isConfigured) yield findingOf(definition, { isDefault: store === id, isConfigured });
  }
}

/** Collections of our own store that are searched faster through an index. Says nothing while there are none. */
export function* largeCollections(
  collections: readonly Pick<CollectionInfo, 'store' | 'embedModel' | 'chunks'>[],
  isInstalled: boolean,
): Generator<Finding> {
  const large = collections.filter(
    ({ store, embedModel, chunks }) => store === 'sqlite' && embedModel !== undefined && chunks >= LEAST_FOR_HNSW,
  );
  if (large.length === 0) return;
  const what = 'Large collections';
  const size = `${large.length} with ${LEAST_FOR_HNSW.toLocaleString('en')} chunks or more`;
  if (isInstalled) yield { what, state: 'ok', detail: `${size}, searched through an HNSW index (${HNSW_PACKAGE})` };
  else {
    const detail = `${size}: each search compares all vectors; an HNSW index is faster`;
    yield { what, state: 'note', detail, fix: installCommand([HNSW_PACKAGE]) };
  }
}

function findingOf(
  { id, packages, env, hasFolder }: VectorStoreDefinition,
  { isDefault, isConfigured }: { readonly isDefault: boolean; readonly isConfigured: boolean },
): Finding {
  const what = `Store ${id}`;
  const use = isDefault ? 'holds new collections' : 'can be chosen';
  // A database of another program may explain the variable: then nothing is wrong.
  const state = isDefault ? 'fault' : 'note';
  const missing = packages.filter((name) => resolveOptional(name) === undefined);
  if (missing.length > 0) {
    const fix = installCommand(missing);
    return { what, state, detail: `configured, but ${missing.join(' and ')} is not installed`, fix };
  }
  if (isConfigured || hasFolder) return { what, state: 'ok', detail: use };
  return { what, state, detail: `${use}, but nobody says where it is`, fix: `Set ${env[0]}.` };
}
