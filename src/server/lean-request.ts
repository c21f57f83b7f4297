import type { IncomingHttpHeaders } from 'node:http';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  classifyInboundRequest,
  LOG_LEVEL_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type RequestId,
} from '@modelcontextprotocol/server';

/** The revision whose requests stand alone. */
export const LEAN_REVISION = '2026-07-28';

type Fields = Readonly<Record<string, unknown>>;

/** Methods whose answer is the same for every caller as long as the server runs. */
export type FixedMethod = 'tools/list' | 'server/discover';

/** A request that needs nothing of the SDK. */
export type LeanRequest =
  | { readonly method: FixedMethod; readonly id: RequestId }
  | {
      readonly method: 'tools/call';
      readonly id: RequestId;
      readonly name: string;
      readonly arguments: Fields | undefined;
      readonly progressToken: string | number | undefined;
      /** The request's `_meta`, which says what its sender can do. */
      readonly envelope: Fields;
    };

/** Finds out whether a parsed body, with its headers, is a lean request. `undefined` leaves it to the SDK, errors included. */
export type LeanReader = (headers: IncomingHttpHeaders, body: unknown) => LeanRequest | undefined;

const MESSAGE_KEYS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);
const CALL_KEYS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);
const LIST_KEYS: ReadonlySet<string> = new Set(['_meta']);
const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
  PROTOCOL_VERSION_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  LOG_LEVEL_META_KEY,
]);
const MOST_CLIENTS = 64;
const LONGEST_CLIENT = 4096;

/** Takes only what is plainly valid, so that no rule of the protocol is written a second time. */
export function createLeanReader(): LeanReader {
  // Clients say the same of themselves with each request; the SDK's check of it costs more than all the rest here.
  const valid = new Set<string>();

  const isValidClient = (headers: IncomingHttpHeaders, body: Fields, meta: Fields): boolean => {
    // Named, because in a list `undefined` and `null` are the same text.
    const text = JSON.stringify({
      can: meta[CLIENT_CAPABILITIES_META_KEY],
      is: meta[CLIENT_INFO_META_KEY],
      hears: meta[LOG_LEVEL_META_KEY],
    });
    if (valid.has(text)) return true;
    const { kind } = classifyInboundRequest({
      httpMethod: 'POST',
      protocolVersionHeader: String(headers['mcp-protocol-version']),
      mcpMethodHeader: String(headers['mcp-method']),
      body,
    });
    if (kind !== 'modern') return false;
    if (valid.size < MOST_CLIENTS && text.length <= LONGEST_CLIENT) valid.add(text);
    return true;
  };

  return (headers, body) => {
    if (headers['mcp-protocol-version'] !== LEAN_REVISION || !isFields(body)) return undefined;
    const { id, method, params } = body;
    if (method !== headers['mcp-method'] || !isId(id) || !isFields(params) || !hasOnly(body, MESSAGE_KEYS)) {
      return undefined;
    }
    const { _meta: meta } = params;
    if (!isFields(meta) || meta[PROTOCOL_VERSION_META_KEY] !== LEAN_REVISION) return undefined;
    if (!isPlainMeta(meta) || !isValidClient(headers, body, meta)) return undefined;
    if (method === 'tools/call') return callOf(id, params, meta, headers['mcp-name']);
    if (method !== 'tools/list' && method !== 'server/discover') return undefined;
    return hasOnly(params, LIST_KEYS) ? { method, id } : undefined;
  };
}

function callOf(id: RequestId, params: Fields, meta: Fields, header: unknown): LeanRequest | undefined {
  const { name, arguments: input } = params;
  // A name that had to be encoded for the header is not the name of a tool.
  if (typeof name !== 'string' || name !== header || !/^[\w.-]{1,128}$/.test(name)) return undefined;
  if (!hasOnly(params, CALL_KEYS)) return undefined;
  if (input !== undefined && (!isFields(input) || Object.hasOwn(input, '__proto__'))) return undefined;
  const { progressToken } = meta;
  const token = isId(progressToken) ? progressToken : undefined;
  return { method: 'tools/call', id, name, arguments: input, progressToken: token, envelope: meta };
}

/** Nothing of the protocol's own that is not read here, and a progress token only of a kind that is one. */
function isPlainMeta(meta: Fields): boolean {
  if (meta.progressToken !== undefined && !isId(meta.progressToken)) return false;
  for (const key in meta) {
    if (key.startsWith('io.modelcontextprotocol/') && !ENVELOPE_KEYS.has(key)) return false;
  }
  return true;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is RequestId => typeof value === 'string' || Number.isSafeInteger(value);

function hasOnly(fields: Fields, keys: ReadonlySet<string>): boolean {
  for (const key in fields) if (!keys.has(key)) return false;
  return true;
}
