import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpHttpHandler,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server';
import { type FixedMethod, LEAN_REVISION } from './lean-request.ts';

/** The JSON of the result that the SDK's way gives to every caller of a method; `undefined` when it gives none. */
export async function askFixed(handler: McpHttpHandler, method: FixedMethod): Promise<string | undefined> {
  const _meta = { [PROTOCOL_VERSION_META_KEY]: LEAN_REVISION, [CLIENT_CAPABILITIES_META_KEY]: {} };
  const headers = {
    'content-type': 'application/json',
    'mcp-protocol-version': LEAN_REVISION,
    'mcp-method': method,
  };
  const request = new Request('http://localhost/mcp', { method: 'POST', headers });
  const answer = await handler.fetch(request, { parsedBody: { jsonrpc: '2.0', id: 0, method, params: { _meta } } });
  const message: unknown = await answer.json();
  const hasResult = answer.ok && typeof message === 'object' && message !== null && 'result' in message;
  return hasResult ? JSON.stringify(message.result) : undefined;
}
