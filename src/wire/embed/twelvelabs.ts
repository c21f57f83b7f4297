import type { CapabilityFactory } from '../../core/provider.ts';
import { record, records } from '../read.ts';
import { embedOver, OWN_DIMENSIONS } from './embed-wire.ts';

/** Text embeddings of TwelveLabs, in the space of its films and pictures. One text a request, at most 500 tokens. */
export const twelvelabsEmbed = (): CapabilityFactory<'embed'> =>
  embedOver({
    maxBatch: 1,
    encode: ({ model, texts, dimensions }) => ({
      path: '/embed-v2',
      body: { input_type: 'text', model_name: model, text: { input_text: texts[0] } },
      notes: dimensions === undefined ? [] : [OWN_DIMENSIONS],
    }),
    decode: (body) => ({ values: records(record(body)?.data).map(({ embedding }) => embedding) }),
  });
