import { ProviderError } from '../core/errors.ts';
import type { Catalogue } from './catalogue.ts';
import { type Candidate, nearestModels } from './resolve.ts';

/** The same failure, naming the provider and, for a model it does not know, the nearest known ones. */
export async function explained(
  error: ProviderError,
  { ref, definition }: Candidate,
  catalogue: Catalogue,
): Promise<ProviderError> {
  // A hint of its own, as for a result that is gone, knows better than a list of models.
  const isOfModel = error.code === 'not_found' && (error.hint?.includes('find_models') ?? true);
  const near = isOfModel ? await nearestModels(ref, catalogue) : [];
  const others = near.filter((known) => known !== ref);
  const hint = others.length > 0 ? `Nearest known: ${others.join(', ')}.` : error.hint;
  return new ProviderError(error.code, { ...detailsOf(error), provider: error.provider ?? definition.id, hint });
}

/** The last failure, saying in its hint what was tried before it. */
export function lastOf(failures: readonly ProviderError[]): ProviderError {
  const last = failures.at(-1) ?? new ProviderError('internal');
  const before = failures.slice(0, -1).map((error) => `${error.provider} (${error.code})`);
  if (before.length === 0) return last;
  const hint = [last.hint, `Tried before: ${before.join(', ')}.`].filter((part) => part !== undefined).join(' ');
  return new ProviderError(last.code, { ...detailsOf(last), hint });
}

/** The same failure, saying what it was about. */
export const withMessage = (error: ProviderError, message: string): ProviderError =>
  new ProviderError(error.code, { ...detailsOf(error), message });

const detailsOf = (error: ProviderError) => ({
  message: error.message,
  provider: error.provider,
  status: error.status,
  retryAfterMs: error.retryAfterMs,
  hint: error.hint,
  processed: error.processed,
  cause: error.cause,
});
