import type { CallToolResult } from '@modelcontextprotocol/server';
import { DEFAULT_HINTS, type ProviderError } from '../core/errors.ts';

/** A tool's answer: a short text for a reader, the same facts as data. */
export const successResult = (text: string, structured: Record<string, unknown>): CallToolResult => ({
  content: [{ type: 'text', text }],
  structuredContent: structured,
});

/** A failure as a result: the first line is for a person, `structuredContent.error` for a program. */
export function errorResult(error: ProviderError, callId: string): CallToolResult {
  const hint = error.hint ?? DEFAULT_HINTS[error.code];
  const lines = [error.message, hint, `(${error.code}, call ${callId})`];
  return {
    isError: true,
    content: [{ type: 'text', text: lines.join('\n') }],
    structuredContent: {
      error: withoutUndefined({
        code: error.code,
        message: error.message,
        provider: error.provider,
        status: error.status,
        retry_after_ms: error.retryAfterMs,
        hint,
        call_id: callId,
      }),
    },
  };
}

/** The value without keys that hold `undefined`, at any depth. Arrays of plain values (vectors) are not copied. */
export function withoutUndefined<T>(value: T): T {
  return strip(value) as T; // only absent keys are removed, so the type stays true
}

function strip(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === 'object' && item !== null) ? value.map(strip) : value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, strip(item)]),
  );
}
