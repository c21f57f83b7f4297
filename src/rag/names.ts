import { ProviderError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';

/** A `not_found` that names the collections most like the one asked for. */
export const unknownCollection = (name: string, known: readonly string[]): ProviderError =>
  new ProviderError('not_found', {
    message: `There is no collection "${name.slice(0, 80)}".${didYouMean(name, known)}`,
    hint: known.length > 0 ? 'rag_collections lists those there are.' : 'Make one with rag_index.',
  });
