import { numbersOf, tokensOf } from '../../core/screen.ts';
import type { VectorRecord } from '../../core/vector-index.ts';

/** What stands beside a vector: whence the chunk is, for other readers, and what filters are asked of. */
export const payloadOf = ({ document, source, ordinal, page, start, end, text, metadata }: VectorRecord) => ({
  document,
  source,
  ordinal,
  ...(page === undefined ? {} : { page }),
  start,
  end,
  text,
  metadata,
  tokens: tokensOf(metadata),
  numbers: numbersOf(metadata),
});

/** The same for stores whose metadata is flat: numbers as `n_<field>`, the metadata itself as JSON. */
export function flatPayloadOf(record: VectorRecord) {
  const { metadata, numbers, tokens, ...rest } = payloadOf(record);
  const named = Object.entries(numbers).map(([field, value]) => [`n_${field}`, value] as const);
  return { tokens, flat: { ...rest, metadata: JSON.stringify(metadata), ...Object.fromEntries(named) } };
}
