import type { IncomingMessage } from 'node:http';

/** Why a request body is refused, with the HTTP status that says so. */
export class BodyError extends Error {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.name = 'BodyError';
    this.status = status;
  }
}

/** Reads a JSON body of at most `maxBytes`. Throws `BodyError`: 415 type or encoding, 413 size, 400 not JSON. */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const { headers } = request;
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new BodyError(415, 'Content-Type must be application/json');
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new BodyError(415, `Content-Encoding ${encoding.slice(0, 20)} is not accepted; send the body as it is`);
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const body = await received(request, maxBytes);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BodyError(400, 'Parse error: the body is not valid JSON');
  }
}

/** The whole body. One that grows too long is left alone: destroying it would take along the answer that says why. */
function received(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= maxBytes) return;
      request.off('data', onData).pause();
      reject(tooLarge(maxBytes));
    };
    request.on('data', onData);
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.readableEnded) reject(new Error('The client left before the end of its request'));
    });
  });
}

const tooLarge = (maxBytes: number): BodyError =>
  new BodyError(
    413,
    `The body is larger than ${maxBytes} bytes (${Math.floor(maxBytes / 1_048_576)} MiB). Pass large inputs as a URL or resource URI.`,
  );
