import type { CapabilityFactory } from '../../core/provider.ts';
import { defined } from '../read.ts';
import { rerankOver } from '../rerank/rerank-wire.ts';
import { placeOf } from './encode.ts';
import { decodeError, VERSION } from './watsonx.ts';

/** Ranking over IBM watsonx.ai: https://cloud.ibm.com/apidocs/watsonx-ai#text-rerank. */
export const watsonxRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: () => ({ passages: 1000 }),
    encode({ model, query, passages, top }, endpoint) {
      const { base, fields } = placeOf(model, endpoint);
      return {
        path: `${base}/text/rerank`,
        query: { version: endpoint.setting('version') ?? VERSION },
        body: {
          ...fields,
          query,
          inputs: passages.map((text) => ({ text })),
          parameters: defined({ return_options: top === undefined ? undefined : { top_n: top } }),
        },
      };
    },
    decodeError,
  });
