import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { App } from '../core/app.ts';
import type { LinkedArtifact } from '../core/artifact.ts';
import { hasTag, readRange } from './byte-range.ts';

export const ARTIFACTS_PATH = '/artifacts/';

/** Media that a browser shows without running anything. The rest is only saved: HTML and SVG are programs. */
const SHOWN = /^(?:audio\/|video\/|text\/plain\b|image\/(?!svg))/i;

/**
 * Never a page of this server: no script, no request, an origin of its own. A browser that is led to a film or a sound builds
 * a page around it, which loads it again: that page keeps the server's origin, without which Chromium refuses the load.
 */
const POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
const isPlayed = (mimeType: string): boolean => /^(?:audio|video)\//i.test(mimeType);

/** Answers `GET` and `HEAD` of a signed link. A link that is wrong, too old or another tenant's names nothing: 404. */
export async function serveArtifact(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(response, 405, 'Use GET', { allow: 'GET, HEAD' });
  }
  const artifact = await (await app.artifacts()).open(request.url ?? '');
  if (artifact === undefined) return plain(response, 404, 'This link is wrong, or too old');
  try {
    await send(artifact, request, response, app.clock.now());
  } finally {
    await artifact.close();
  }
}

async function send(
  artifact: LinkedArtifact,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  now: number,
): Promise<void> {
  const { bytes, sha256, mimeType, expiresAt } = artifact;
  const tag = `"${sha256}"`;
  for (const [name, value] of Object.entries(safeHeaders(artifact))) response.setHeader(name, value);
  response.setHeader('etag', tag);
  response.setHeader('cache-control', `private, immutable, max-age=${Math.floor((expiresAt - now) / 1000)}`);
  if (hasTag(headers['if-none-match'], tag)) return void response.writeHead(304).end();
  response.setHeader('accept-ranges', 'bytes');
  // What says no charset is UTF-8 here; a browser would guess.
  response.setHeader('content-type', /^text\/[\w.+-]+$/.test(mimeType) ? `${mimeType}; charset=utf-8` : mimeType);
  // A range counts for GET alone, and only while what the client has parts of is this very content.
  const ifRange = headers['if-range'];
  const isRanged = method === 'GET' && (ifRange === undefined || ifRange === tag);
  const range = readRange(isRanged ? headers.range : undefined, bytes);
  if (range.kind === 'unsatisfiable') {
    return plain(response, 416, 'The range lies beyond the end', { 'content-range': `bytes */${bytes}` });
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: bytes - 1 };
  response.setHeader('content-length', end - start + 1);
  if (range.kind === 'part') response.setHeader('content-range', `bytes ${start}-${end}/${bytes}`);
  response.writeHead(range.kind === 'part' ? 206 : 200);
  if (method === 'HEAD' || bytes === 0) return void response.end();
  // A client that leaves in the middle is no fault of anybody.
  await pipeline(artifact.stream(start, end), response).catch(() => response.destroy());
}

function safeHeaders({ mimeType, sha256, extension }: LinkedArtifact): Record<string, string> {
  const disposition = SHOWN.test(mimeType) ? 'inline' : 'attachment';
  return {
    'content-disposition': `${disposition}; filename="${sha256.slice(0, 16)}.${extension}"`,
    'content-security-policy': isPlayed(mimeType) ? `${POLICY} allow-same-origin` : POLICY,
    // A page that holds the link may embed it, whatever it isolates itself from.
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function plain(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers });
  response.end(`${text}\n`);
}
