import { ProviderError } from '../core/errors.ts';
import type { MicroUsd } from '../core/money.ts';
import type { Catalogue } from './catalogue.ts';
import { checkImageRequest, checkVideoRequest } from './check-media.ts';
import type { AnyRequest } from './request.ts';
import type { Candidate } from './resolve.ts';

export type Quoting = { readonly catalogue: Catalogue; readonly signal: AbortSignal };

/**
 * What the provider itself says a picture or film would cost; nothing runs there. `undefined` where it cannot be asked or does
 * not know. Throws `invalid_input` for what the model does not make, and what the provider answers to the question.
 */
export async function quotedCost(
  any: AnyRequest,
  { definition, model }: Candidate,
  { catalogue, signal }: Quoting,
): Promise<MicroUsd | undefined> {
  if (any.capability === 'image') {
    const capability = catalogue.capability(definition, 'image');
    if (capability?.estimate === undefined) return undefined;
    const request = { ...any.request, model };
    checkImageRequest(capability.limits(model), request, definition.id);
    return (await capability.estimate(request, { signal })).costMicroUsd;
  }
  if (any.capability !== 'video') return undefined;
  const capability = catalogue.capability(definition, 'video');
  if (capability?.estimate === undefined) return undefined;
  const request = { ...any.request, model };
  checkVideoRequest(capability.limits(model), request, definition.id);
  return (await capability.estimate(request, { signal })).costMicroUsd;
}

/** The same as words beside an estimate, which is worth having without it. */
export async function tryQuote(
  any: AnyRequest,
  candidate: Candidate,
  quoting: Quoting,
): Promise<{ readonly cost?: MicroUsd; readonly note?: string }> {
  try {
    const cost = await quotedCost(any, candidate, quoting);
    return cost === undefined ? {} : { cost, note: 'as the provider says' };
  } catch (thrown) {
    const reason = thrown instanceof ProviderError ? thrown.message : 'it did not answer';
    return { note: `the provider could not say its price: ${reason}` };
  }
}
