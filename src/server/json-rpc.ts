import type { RequestId } from '@modelcontextprotocol/server';

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
/** The range that JSON-RPC leaves to servers; MCP uses this one for transport faults. */
export const TRANSPORT_ERROR = -32000;
export const SESSION_NOT_FOUND = -32001;

/** What keeps a parsed value from being a single JSON-RPC 2.0 message; `undefined` when nothing does. */
export function faultOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty batch' : 'batches are not supported';
  if (typeof value !== 'object' || value === null) return 'a message is an object';
  if (!('jsonrpc' in value) || value.jsonrpc !== '2.0') return 'jsonrpc must be "2.0"';
  return undefined;
}

/** The id an error answer carries: null when the message has none that can be answered. */
export function idOf(value: unknown): RequestId | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
}

export const errorMessage = (code: number, message: string, id: RequestId | null = null): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
