import type { Readable, Writable } from 'node:stream';
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';
import { messageJson } from './cached-json.ts';
import { errorMessage, faultOf, INVALID_REQUEST, idOf, PARSE_ERROR } from './json-rpc.ts';
import { createLineReader } from './line-reader.ts';

export type LineTransportOptions = {
  readonly input: Readable;
  /** Where answers go, and the only way to it: `process.stdout.write` itself is diverted while we serve. */
  readonly output: Writable;
  readonly write: (text: string) => boolean;
  readonly maxLineBytes: number;
  /** The client closed its end, or the output broke. */
  readonly onGone: (reason: 'end' | 'broken-pipe') => void;
};

/** JSON-RPC lines over a pipe. What is not a message is answered with the error it deserves and survived. */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];

  readonly #options: LineTransportOptions;
  readonly #unanswered = new Set<RequestId>();
  #closed = false;
  #idle: (() => void) | undefined;
  #draining: Promise<void> | undefined;

  constructor(options: LineTransportOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { input, output, maxLineBytes, onGone } = this.#options;
    const read = createLineReader({
      maxBytes: maxLineBytes,
      onLine: (line) => this.#receive(line),
      onTooLong: (head, tail) => {
        const limit = `${maxLineBytes} bytes (${Math.floor(maxLineBytes / 1_048_576)} MiB)`;
        const message = `Message too large: the limit is ${limit}. Pass large inputs as a file path, URL or resource URI.`;
        this.#refuse(recoverId(head, tail), INVALID_REQUEST, message);
      },
    });
    input.on('data', (chunk: Buffer) => {
      if (!this.#closed) read(chunk);
    });
    input.on('end', () => onGone('end'));
    input.on('close', () => onGone('end'));
    input.on('error', () => onGone('end'));
    output.on('error', () => onGone('broken-pipe'));
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) throw new Error('The transport is closed');
    const flushed = this.#options.write(`${messageJson(message)}\n`);
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) this.#settle(message.id);
    // One wait for all: a thousand answers to a slow reader would each hang listeners on its pipe.
    if (!flushed) {
      this.#draining ??= drained(this.#options.output).finally(() => {
        this.#draining = undefined;
      });
      await this.#draining;
    }
  }

  /** Resolves when every request that arrived has been answered or cancelled. */
  async whenIdle(): Promise<void> {
    if (this.#unanswered.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.input.pause();
    this.onclose?.();
  }

  #receive(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#refuse(null, PARSE_ERROR, 'Parse error: the line is not valid JSON');
      return;
    }
    const fault = faultOf(value);
    if (fault !== undefined) {
      this.#refuse(idOf(value), INVALID_REQUEST, `Invalid Request: ${fault}`);
      return;
    }
    if (isJSONRPCRequest(value)) {
      // A subscription is open until the end, so nothing waits for its answer.
      if (value.method !== 'subscriptions/listen') this.#unanswered.add(value.id);
      this.onmessage?.(value);
    } else if (isJSONRPCNotification(value)) {
      if (value.method === 'notifications/cancelled') this.#settle(value.params?.requestId);
      this.onmessage?.(value);
    } else if (isJSONRPCResultResponse(value) || isJSONRPCErrorResponse(value)) {
      this.onmessage?.(value);
    } else {
      this.#refuse(idOf(value), INVALID_REQUEST, 'Invalid Request: not a JSON-RPC request, notification or response');
    }
  }

  #refuse(id: RequestId | null, code: number, message: string): void {
    if (this.#closed) return;
    this.#options.write(`${errorMessage(code, message, id)}\n`);
  }

  #settle(id: unknown): void {
    if (typeof id === 'string' || typeof id === 'number') this.#unanswered.delete(id);
    if (this.#unanswered.size === 0) this.#idle?.();
  }
}

const ID_AT_START = /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*("[^"\\]{0,128}"|-?\d{1,15})\s*,/;
const ID_AT_END = /"id"\s*:\s*("[^"\\]{0,128}"|-?\d{1,15})\s*\}\s*$/;

/** The id of a message of which only both ends are known: clients write it first or last. */
export function recoverId(head: string, tail: string): RequestId | null {
  const text = ID_AT_START.exec(head)?.[1] ?? ID_AT_END.exec(tail)?.[1];
  return text === undefined ? null : text.startsWith('"') ? text.slice(1, -1) : Number(text);
}

function drained(output: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      output.off('drain', settle);
      output.off('error', settle);
      if (error === undefined) resolve();
      else reject(error);
    };
    output.on('drain', settle);
    output.on('error', settle);
  });
}
