import type { ServerResponse } from 'node:http';

/** The answer to one request: JSON in one piece, or an event stream from the first notification on. */
export type LeanAnswer = {
  /** Aborts when the client has left before its answer was complete, or when `cancel` is called. */
  readonly signal: AbortSignal;
  /** Sends a JSON-RPC message before the result. */
  readonly notify: (message: object) => void;
  /** Sends the JSON text of the result's message, and ends the answer. */
  readonly end: (text: string | Buffer) => void;
  /** Ends the answer without a result, for a server that stops. */
  readonly cancel: () => void;
};

const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

/** The status of a request whose answer nobody waits for any more. */
const CLOSED = 499;

/** Writes an answer as the SDK's way does. A stream that is silent for `keepAliveMs` gets a comment. */
export function createLeanAnswer(response: ServerResponse, keepAliveMs: number): LeanAnswer {
  const left = new AbortController();
  let keepAlive: NodeJS.Timeout | undefined;

  const onClose = (): void => {
    clearInterval(keepAlive);
    if (!response.writableFinished) left.abort(new Error('The client has left'));
  };
  if (response.destroyed) onClose();
  else response.once('close', onClose);

  const write = (frame: string): void => {
    if (keepAlive === undefined) {
      response.writeHead(200, STREAM_HEADERS);
      keepAlive = setInterval(() => response.write(': keepalive\n\n'), keepAliveMs).unref();
    }
    response.write(frame);
  };

  return {
    signal: left.signal,
    notify: (message) => {
      if (!left.signal.aborted) write(eventOf(JSON.stringify(message)));
    },
    end: (text) => {
      if (left.signal.aborted) return;
      if (keepAlive === undefined) {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
        response.writeHead(200, headers).end(text);
      } else {
        clearInterval(keepAlive);
        response.end(eventOf(text));
      }
    },
    cancel: () => {
      if (left.signal.aborted || response.writableEnded) return;
      left.abort(new Error('The server stops'));
      clearInterval(keepAlive);
      if (!response.headersSent) response.writeHead(CLOSED);
      response.end();
    },
  };
}

const eventOf = (text: string | Buffer): string => `event: message\ndata: ${text}\n\n`;
