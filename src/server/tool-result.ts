import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { ErrorCode, ProviderError } from '../core/errors.ts';

/** A tool's answer: a short text for a reader, the same facts as data, and media. */
export const successResult = (
  text: string,
  structured: Record<string, unknown>,
  media: readonly ContentBlock[] = [],
): CallToolResult => ({
  content: [{ type: 'text', text }, ...media],
  structuredContent: structured,
});

/** The next move where the error itself names none. */
const HINTS: Readonly<Record<ErrorCode, string>> = {
  invalid_input: 'Correct the arguments and call again.',
  not_configured: '`llmkit-mcp doctor` says what to set.',
  auth_rejected: 'Check the key; `llmkit-mcp doctor --online` tries it.',
  rate_limited: 'Wait and call again, or name `fallbacks`.',
  quota_exhausted: 'Add credit to the account, or choose another provider.',
  overloaded: 'Call again in a moment, or name another `model` or `fallbacks`.',
  timeout: 'Call again, or ask for less at once.',
  cancelled: 'Call again if it is still wanted.',
  network: 'Check the connection and the address, or choose another provider.',
  bad_request: 'Change the request as the message says.',
  unsupported: 'Choose another model; `find_models` lists what each can do.',
  unavailable: 'Choose another model; `find_models` lists what can be used.',
  content_filter: 'Put it in other words, or choose another provider.',
  not_found: 'Check the name.',
  bad_response: 'Call again; if it stays so, choose another model or source.',
  budget_exceeded: 'Choose a cheaper model, or raise the budget.',
  conflict: 'Look at the present state, then call again.',
  forbidden: 'Use what is allowed, or ask the operator to allow it.',
  internal: 'The server log has the details under this call id.',
};

/** A failure as a result: the first line is for a person, `structuredContent.error` for a program. */
export function errorResult(error: ProviderError, callId: string): CallToolResult {
  const hint = error.hint ?? HINTS[error.code];
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
  const kept: (readonly [string, unknown])[] = [];
  let isSame = true;
  for (const [key, item] of Object.entries(value)) {
    const clean = strip(item);
    if (clean !== undefined) kept.push([key, clean]);
    if (clean !== item || item === undefined) isSame = false;
  }
  return isSame ? value : Object.fromEntries(kept);
}
