import { silentLog } from '../../src/core/log.ts';
import embedded from '../../src/local/embedded.ts';
import type { Embedder } from '../../src/rag/embedder.ts';
import { noNetwork } from '../endpoint.ts';
import { receiptOf } from './retrieval.ts';

const MODEL = 'embedded/use-lite';

/** The embedding engine of this machine without the pipeline around it. */
export function embeddedEmbedder(dataFolder: string): Embedder {
  const engine = embedded.capabilities.embed?.(noNetwork, { dataFolder, log: silentLog });
  if (engine === undefined) throw new Error('the embedded provider embeds');
  return {
    resolve: async () => MODEL,
    async embed(texts, inputType, _model, { signal }) {
      return {
        result: await engine.embed({ model: 'use-lite', texts, inputType }, { signal }),
        receipt: receiptOf(MODEL),
      };
    },
  };
}
