import type { ErrorCode, ProviderError } from '../core/errors.ts';

/** Why a session ended: for its `closed` event, and for the ledger. */
export type Ending = {
  /** `closed`, `idle`, `expired`, `shutdown` or the code of an error. */
  readonly code: string;
  readonly message: string;
  readonly outcome: 'ok' | ErrorCode;
};

export const CLOSED: Ending = { code: 'closed', message: 'Closed as asked.', outcome: 'ok' };
export const SHUTDOWN: Ending = { code: 'shutdown', message: 'The server is ending.', outcome: 'ok' };
export const CANCELLED: Ending = { code: 'cancelled', message: 'The call was cancelled.', outcome: 'cancelled' };

export const idle = (seconds: number): Ending => ({
  code: 'idle',
  message: `Nothing was said for ${seconds} s, which is the limit (idle_s).`,
  outcome: 'ok',
});

export const expired = (minutes: number): Ending => ({
  code: 'expired',
  message: `The session reached its limit of ${minutes} min (max_minutes).`,
  outcome: 'ok',
});

export const failed = ({ code, message }: ProviderError): Ending => ({ code, message, outcome: code });
