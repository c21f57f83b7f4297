import type { CapabilityFactory } from '../../core/provider.ts';
import { count, defined, record, records } from '../read.ts';
import { type EmbedWire, embedOver } from './embed-wire.ts';

/** What differs between the vendors whose vectors know the document around a chunk. */
export type ContextualDialect = {
  readonly path: string;
  readonly inputField: 'inputs' | 'input';
  readonly dimensionsField: string;
  /** Fields for the purpose, where the vendor takes one. */
  readonly inputType?: (inputType: 'query' | 'document') => Readonly<Record<string, string>>;
  readonly maxBatch: number;
  readonly tokens: number;
  /** The vector as numbers, where it comes in an encoding of the vendor's own. */
  readonly vector?: (value: unknown) => unknown;
};

/**
 * Chunks grouped by document. The pipeline hands over texts that need not belong together, so that each is a document of its
 * own: a neighbour of another document would colour its vector.
 */
export const contextual = ({ vector = (value) => value, ...dialect }: ContextualDialect): EmbedWire => ({
  maxBatch: dialect.maxBatch,
  batchOf: () => ({ texts: dialect.maxBatch, tokens: dialect.tokens }),
  encode: ({ model, texts, inputType, dimensions }) => ({
    path: dialect.path,
    body: defined({
      model,
      [dialect.inputField]: texts.map((text) => [text]),
      [dialect.dimensionsField]: dimensions,
      ...(inputType === undefined ? {} : dialect.inputType?.(inputType)),
    }),
  }),
  decode: (body) => {
    const answer = record(body);
    const documents = records(answer?.data).map((item, place) => ({ place: count(item.index) ?? place, item }));
    const usage = record(answer?.usage);
    return {
      values: documents
        .sort((left, right) => left.place - right.place)
        .flatMap(({ item }) => records(item.data).map(({ embedding }) => vector(embedding))),
      input: count(usage?.prompt_tokens) ?? count(usage?.total_tokens),
    };
  },
});

/** Two protocols of one provider, told apart by the model. */
export const byContext =
  (plain: CapabilityFactory<'embed'>, dialect: ContextualDialect): CapabilityFactory<'embed'> =>
  (endpoint, host) => {
    const alone = plain(endpoint, host);
    const grouped = embedOver(contextual(dialect))(endpoint, host);
    const of = (model: string) => (model.includes('context') ? grouped : alone);
    return {
      maxBatch: alone.maxBatch,
      batchOf: (model) => of(model).batchOf?.(model) ?? { texts: of(model).maxBatch },
      embed: (request, options) => of(request.model).embed(request, options),
    };
  };
