import type { Failure, FailureReading } from '../core/endpoint.ts';
import { readFailure } from '../http/errors.ts';

/** How vendors of pictures and films say that they would not make it. */
const REFUSED =
  /\bsafety\b|moderat|\bnsfw\b|sensitive[ _-]?(content|information|word|image|material|text)|as sensitive|content[ _-]?(policy|filter|violat)|(policy|guideline)s?[ _-]?violat|violat\w* .{0,40}(policy|policies|guidelines|terms)|\bflagged\b|inappropriate|prohibited[ _-]?(content|use)|blocklist/i;

/** Whether a vendor's words say that the content was refused. */
export const isRefusal = ({ message, code, type }: FailureReading): boolean =>
  REFUSED.test([code, type, message].filter((word) => word !== undefined).join(' '));

/** Statuses that speak of what was asked, not of who asked or how often. */
const OF_THE_REQUEST = [400, 403, 409, 422, 451];

/** A reading of an error body in which a refusal of the content is known as one, whatever status it came with. */
export function readRefusal({ status, body }: Failure, reading = readFailure(body)): FailureReading {
  const isTold = OF_THE_REQUEST.includes(status) && isRefusal(reading);
  return isTold ? { ...reading, code: 'content_filter' } : reading;
}
