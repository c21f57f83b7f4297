import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from './http-front.ts';
import { VOICE_PATH } from './voice-page-path.ts';

/** The files of the page: beside the source, and copied beside the bundle. */
const FOLDER = new URL('./voice-page/', import.meta.url);
const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const FILES: ReadonlyMap<string, string> = new Map([
  ['', HTML],
  ['page.css', 'text/css; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
  ['page.js', SCRIPT],
  ['view.js', SCRIPT],
  ['conversation.js', SCRIPT],
  ['live-stream.js', SCRIPT],
  ['mcp-client.js', SCRIPT],
  ['microphone.js', SCRIPT],
  ['speaker.js', SCRIPT],
  ['capture-worklet.js', SCRIPT],
  ['playback-worklet.js', SCRIPT],
]);

type Kept = { readonly bytes: Buffer; readonly tag: string };
const kept = new Map<string, Kept>();

/** Answers `GET` and `HEAD` for a file of the page. */
export async function serveVoicePage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers } = request;
  const path = pathOf(request);
  const name = path.slice(VOICE_PATH.length + 1);
  const type = FILES.get(name);
  if (type === undefined) return plain(response, 404, 'There is no such page');
  if (method !== 'GET' && method !== 'HEAD') return plain(response, 405, 'Use GET', { allow: 'GET, HEAD' });
  // The page names its files as seen from `/voice`, whatever a proxy puts before that.
  if (path === `${VOICE_PATH}/`) return void response.writeHead(308, { location: `..${VOICE_PATH}` }).end();
  const { bytes, tag } = kept.get(name) ?? (await keep(name));
  for (const [header, value] of Object.entries(headersFor(headers.host ?? ''))) response.setHeader(header, value);
  response.setHeader('etag', tag);
  if (headers['if-none-match'] === tag) return void response.writeHead(304).end();
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.byteLength });
  response.end(method === 'HEAD' ? undefined : bytes);
}

async function keep(name: string): Promise<Kept> {
  const bytes = await readFile(new URL(name === '' ? 'index.html' : name, FOLDER));
  const file = { bytes, tag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` };
  kept.set(name, file);
  return file;
}

/** Nothing from elsewhere, nothing inline, in nobody's frame. `host` has passed the guards. */
function headersFor(host: string): Readonly<Record<string, string>> {
  const here = new URL(`http://${host}`).host;
  return {
    // Some browsers do not count sockets of the same host as 'self'.
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws://${here} wss://${here}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'permissions-policy': 'microphone=(self), camera=(), geolocation=(), display-capture=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache',
  };
}

function plain(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers });
  response.end(`${text}\n`);
}
