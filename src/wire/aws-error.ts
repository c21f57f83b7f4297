import type { Failure, FailureReading } from '../core/endpoint.ts';
import { readFailure } from '../http/errors.ts';
import { filled, record } from './read.ts';

/** AWS names the exception in a header (`Name:address`) or in `__type`, and says `message` with either spelling. */
export function readAwsFailure({ headers, body }: Failure): FailureReading {
  const fields = record(body);
  const name = filled(headers['x-amzn-errortype'])?.split(':')[0] ?? filled(fields?.__type)?.split('#').at(-1);
  return { type: name, message: filled(fields?.message) ?? filled(fields?.Message) ?? readFailure(body).message };
}
