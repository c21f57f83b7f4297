import type { EmbedCapability, EmbedRequest, EmbedResult } from '../core/embed.ts';
import { ProviderError } from '../core/errors.ts';
import { addUsage } from '../core/usage.ts';
import { batchesOf } from './batches.ts';
import { inLanes } from './lanes.ts';

/** Sends one request; the pipeline puts its guards around each. */
export type TryBatch = (work: (signal: AbortSignal) => Promise<EmbedResult>) => Promise<EmbedResult>;

/** Embeds any number of texts: split as the capability takes them, order kept, usage summed, vectors checked. */
export async function embedAll(
  capability: EmbedCapability,
  request: EmbedRequest,
  tryBatch: TryBatch,
): Promise<EmbedResult> {
  const limit = capability.batchOf?.(request.model) ?? { texts: capability.maxBatch };
  const batches = batchesOf(request.texts, { items: limit.texts, tokens: limit.tokens });
  const results = await inLanes(batches, (texts) => {
    const batch = { ...request, texts };
    return tryBatch(async (signal) => checked(await capability.embed(batch, { signal }), batch));
  });

  const vectors = results.flatMap((result) => result.vectors);
  if (vectors.some((vector) => vector.length !== vectors[0]?.length)) throw wrong('vectors of different lengths');
  return {
    vectors,
    usage: results.map((result) => result.usage).reduce(addUsage, {}),
    unknownShares: results.every((result) => result.unknownShares !== undefined)
      ? results.flatMap((result) => result.unknownShares ?? [])
      : undefined,
    notes: [...new Set(results.flatMap((result) => result.notes ?? []))],
  };
}

/** A vector that is missing, short or not a number would poison a collection for good. */
function checked(result: EmbedResult, { texts, dimensions }: EmbedRequest): EmbedResult {
  const { vectors } = result;
  if (vectors.length !== texts.length) throw wrong(`${vectors.length} vectors for ${texts.length} texts`);
  const expected = dimensions ?? vectors[0]?.length ?? 0;
  for (const vector of vectors) {
    if (vector.length === 0) throw wrong('an empty vector');
    if (vector.length !== expected) throw wrong(`${vector.length} dimensions where ${expected} were due`);
    if (!vector.every(Number.isFinite)) throw wrong('a vector that holds something other than numbers');
  }
  return result;
}

const wrong = (what: string): ProviderError =>
  new ProviderError('bad_response', { message: `The embedding answer has ${what}.`, hint: 'Try another model.' });
