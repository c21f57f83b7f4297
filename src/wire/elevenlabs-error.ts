import type { FailureReading } from '../core/endpoint.ts';
import { readFailure } from '../http/errors.ts';
import { filled, record } from './read.ts';

/** Words of ElevenLabs that say more than their status: a spent quota comes with 401. */
const WORDS: Readonly<Record<string, string>> = {
  quota_exceeded: 'insufficient_quota',
  payment_required: 'payment_required',
  too_many_concurrent_requests: 'too_many_requests',
  max_active_conversations: 'too_many_requests',
  system_busy: 'overloaded',
  detected_unusual_activity: 'permission_denied',
  voice_not_found: 'not_found',
  model_not_found: 'model_not_found',
};

const wordOf = (code: string | undefined): string | undefined =>
  code === undefined ? undefined : (WORDS[code] ?? code);

/** `{detail: {status, message}}`, FastAPI's list of places, and on a socket `{error, message, code}`. */
export function readElevenlabsError(body: unknown): FailureReading {
  const fields = record(body);
  const detail = record(fields?.detail);
  if (detail !== undefined) {
    const word = filled(detail.status) ?? filled(detail.code);
    return { message: filled(detail.message) ?? word, code: wordOf(word), type: filled(detail.type) };
  }
  const word = filled(fields?.error);
  if (word !== undefined) return { message: filled(fields?.message) ?? word, code: wordOf(word) };
  return readFailure(body);
}
