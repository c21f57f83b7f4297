import type { Failure, FailureReading } from '../../core/endpoint.ts';
import { readAwsFailure } from '../aws-error.ts';
import { count, filled, record } from '../read.ts';

/** A failure of the container comes as `ModelError` (424) with the status and the words of the container inside. */
export function readSageMakerFailure(failure: Failure): FailureReading {
  const reading = readAwsFailure(failure);
  const body = record(failure.body);
  const status = count(body?.OriginalStatusCode);
  if (status === undefined) return reading;
  return {
    message: filled(body?.OriginalMessage) ?? reading.message,
    type: status >= 500 ? 'server_error' : 'invalid_request_error',
  };
}
