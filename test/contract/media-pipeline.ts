import type { Clock } from '../../src/core/clock.ts';
import { systemClock } from '../../src/core/clock.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import type { PublicDownload } from '../../src/core/produced.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { createCatalogue } from '../../src/runtime/catalogue.ts';
import { createExecute } from '../../src/runtime/execute.ts';
import { openState } from '../../src/runtime/state.ts';
import { testConfig } from '../config.ts';
import { memoryArtifacts } from '../memory-artifacts.ts';
import { toolCall } from '../unit/runtime/pipeline.ts';
import { filledRow, KEY, keyVariables, OPERATOR_URL, rowEndpoint } from './row.ts';

/** Pauses between looks and tries end at once; what would end a whole call never comes. */
const LONG_MS = 60_000;
const clock: Clock = {
  ...systemClock,
  sleep: (ms, signal) =>
    ms < LONG_MS
      ? Promise.resolve()
      : new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
};

/** The whole pipeline over one row, its requests led to loopback. `home` is a folder of the test's own. */
export function rowPipeline(row: ProviderDefinition, loopbackUrl: string, home: string, download: PublicDownload) {
  const { variables, isOperators } = filledRow(row);
  const schemes = [row.auth, ...Object.values(row.hosts ?? {}).flatMap(({ auth }) => auth ?? [])];
  const keys = Object.fromEntries(schemes.flatMap(keyVariables).map((name) => [name, KEY]));
  const config = {
    ...testConfig({ home, keys: { ...keys, ...Object.fromEntries(variables) } }),
    providers: isOperators ? { [row.id]: { baseUrl: OPERATOR_URL } } : {},
  };
  const state = openState({ home, clock });
  const catalogue = createCatalogue({
    config,
    clock,
    log: silentLog,
    definitions: [row],
    modelFacts: {},
    wires: {},
    createEndpoint: () => rowEndpoint(row, loopbackUrl).endpoint,
  });
  const artifacts = memoryArtifacts();
  const parts = { config, clock, log: silentLog, state, catalogue, artifacts: async () => artifacts, download };
  return { ...createExecute(parts), call: toolCall(), close: () => state.close() };
}

/** Serves one file at every address, or none at any. */
export const downloading = (bytes: Uint8Array | undefined): PublicDownload & { readonly asked: string[] } => {
  const asked: string[] = [];
  const download: PublicDownload = async (url) => {
    asked.push(url);
    if (bytes === undefined) throw new ProviderError('forbidden', { status: 403, message: 'Signature expired.' });
    return {
      status: 200,
      headers: {},
      async *chunks() {
        yield bytes;
      },
    };
  };
  return Object.assign(download, { asked });
};
