import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The head of a Node request as a web `Request`, which the SDK's transports take. The body is parsed already and travels
 * beside it: building it into the request would mean to serialise and parse it again.
 * The signal aborts when the client leaves before the answer is complete.
 */
export function toWebRequest(request: IncomingMessage, response: ServerResponse): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) headers.append(name, item);
    }
  }
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  return new Request(url, { method: request.method ?? 'GET', headers, signal: left.signal });
}

/** Writes a web `Response` to a Node response, no faster than the client reads. Resolves when it is written or the client left. */
export async function sendWebResponse(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) {
    response.end();
    return;
  }
  // A stream's head must reach the client before its first event does; a plain answer goes out in one piece.
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) response.flushHeaders();
  const reader = answer.body.getReader();
  const onClose = (): void => void reader.cancel().catch(() => {});
  response.once('close', onClose);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!response.write(value)) await writable(response);
    }
  } finally {
    response.off('close', onClose);
    response.end();
  }
}

function writable(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
  });
}
