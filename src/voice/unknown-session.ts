import { ProviderError } from '../core/errors.ts';
import type { Principal } from '../core/tool.ts';

/** The same words whether the id was never given out, is another's or is long over. */
export const unknownSession = (id: string): ProviderError =>
  new ProviderError('not_found', {
    message: `There is no voice session "${id.slice(0, 60)}".`,
    hint: 'Sessions end with the server and are kept for a quarter of an hour after their end. Open one with voice_open.',
    processed: false,
  });

export const isSamePrincipal = (left: Principal, right: Principal): boolean =>
  left.tenant === right.tenant && left.subject === right.subject;
