import type { Framing } from '../core/endpoint.ts';
import { essence } from '../core/media-type.ts';
import { isEventStream } from './eventstream.ts';

/** As much of a body as is read before its framing is decided without more of it. */
const PEEK_BYTES = 64 * 1024;

/** The framing that a Content-Type claims, if it claims one. */
function claimed(contentType: string | undefined): Framing | undefined {
  const type = essence(contentType);
  if (type === 'text/event-stream') return 'sse';
  if (/^application\/(x-)?(nd-?json|jsonl|jsonlines|json-seq|stream\+json)$/.test(type)) return 'ndjson';
  if (type === 'application/vnd.amazon.eventstream') return 'eventstream';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (/^(audio|video|image|font)\//.test(type) || type === 'application/pdf') return 'bytes';
  return undefined;
}

const SSE_START = /^(?:data|event|id|retry)\s*:|^:/;
const SSE_PREFIX = /^(?:d|da|dat|data|e|ev|eve|even|event|i|id|r|re|ret|retr|retry)\s*$/;

/**
 * The framing that the first bytes of a body show, or `undefined` when more of them are needed.
 * JSON and NDJSON differ only in what follows the first complete line.
 */
function sniffFraming(head: string, isEnd: boolean): Framing | undefined {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (SSE_START.test(text)) return 'sse';
  if (text === '' || SSE_PREFIX.test(text)) return isEnd ? 'bytes' : undefined;
  if (!text.startsWith('{') && !text.startsWith('[')) return 'bytes';
  const newline = text.indexOf('\n');
  if (newline === -1) return isEnd || text.length > PEEK_BYTES ? 'json' : undefined;
  if (!isJson(text.slice(0, newline))) return 'json';
  const rest = text.slice(newline).trim();
  if (rest === '') return isEnd ? 'json' : undefined;
  return rest.startsWith('{') || rest.startsWith('[') ? 'ndjson' : 'json';
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

export type Framed = { readonly framing: Framing; readonly body: AsyncIterable<Uint8Array> };

/** Decides how a body is framed, by what it claims and what it is, and gives the whole body back. */
export async function framed(body: AsyncIterable<Uint8Array>, contentType: string | undefined): Promise<Framed> {
  const claim = claimed(contentType);
  if (claim === 'bytes') return { framing: claim, body };
  const iterator = body[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let found: Framing | undefined;
  while (found === undefined) {
    const next = await iterator.next();
    if (!next.done) head.push(next.value);
    text += next.done ? decoder.decode() : decoder.decode(next.value, { stream: true });
    // No text begins with a byte so low; a frame's length does.
    const isFrames = text.charCodeAt(0) <= 1 ? isEventStream(Buffer.concat(head)) : false;
    if (isFrames === undefined && !next.done) continue;
    found = isFrames ? 'eventstream' : sniffFraming(text, next.done === true);
    // The label is right as soon as the first character does not speak against it.
    if (claim === 'ndjson' && /^\s*[{[]/.test(text)) found = 'ndjson';
    if (found === undefined && text.length > PEEK_BYTES) found = 'bytes';
  }
  // An empty body, or one that is neither, is left to the claim: its reader says what is wrong with it.
  return { framing: found === 'bytes' && claim !== undefined ? claim : found, body: rejoin(head, iterator) };
}

async function* rejoin(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
