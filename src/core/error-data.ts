import { type ErrorCode, type ErrorDetails, ProviderError } from './errors.ts';

/** A `ProviderError` as plain data, to cross into another process. Its cause stays behind. */
export type ErrorData = Omit<ErrorDetails, 'cause'> & { readonly code: ErrorCode };

export const errorData = ({
  code,
  message,
  provider,
  status,
  retryAfterMs,
  hint,
  processed,
}: ProviderError): ErrorData => ({
  code,
  message,
  provider,
  status,
  retryAfterMs,
  hint,
  processed,
});

export const errorFrom = ({ code, ...details }: ErrorData): ProviderError => new ProviderError(code, details);
