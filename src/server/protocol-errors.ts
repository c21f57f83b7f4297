import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { asProviderError } from '../core/errors.ts';
import type { ToolCall } from '../core/tool.ts';

export const invalidParams = (message: string, data?: unknown): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, message, data);

/** A failure outside tools, where MCP has no error result: the code and hint travel in `data`. */
export function protocolErrorOf(app: App, thrown: unknown, call: ToolCall): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  const error = asProviderError(thrown);
  if (error.code === 'internal') {
    const story = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    app.log.error(`Unexpected error: ${story}`, { callId: call.callId, tool: call.tool, code: error.code });
  }
  const isCallersFault = error.code === 'invalid_input' || error.code === 'not_found';
  return new ProtocolError(
    isCallersFault ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError,
    error.message,
    { code: error.code, ...(error.hint === undefined ? {} : { hint: error.hint }), call_id: call.callId },
  );
}
