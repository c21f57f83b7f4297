import type { Failure, FailureReading } from '../core/endpoint.ts';
import { readFailure } from '../http/errors.ts';
import { filled, record } from './read.ts';

/** `{detail: {status|code, message}}`, or the shared shapes where a form did not validate. */
export function readElevenLabsFailure({ body }: Failure): FailureReading {
  const detail = record(record(body)?.detail);
  if (detail === undefined) return readFailure(body);
  const word = filled(detail.status) ?? filled(detail.code);
  // An account without credit is told so with a 401.
  return {
    message: filled(detail.message) ?? word,
    code: word === 'quota_exceeded' ? 'insufficient_quota' : word,
    type: filled(detail.type),
  };
}
