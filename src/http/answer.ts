import type { Readable } from 'node:stream';
import type { Answer, EventFrame, ServerSentEvent } from '../core/endpoint.ts';
import { bounded, decoded, parseJson, readAll } from './body.ts';
import { readFrames } from './eventstream.ts';
import { framed } from './framing.ts';
import { readLines } from './ndjson.ts';
import type { Redactor } from './redact.ts';
import { readEvents } from './sse.ts';
import { type TransportAnswer, transportError } from './transport.ts';

/** How long a finished answer may take to end its body, so that its connection can be used again. */
const LINGER_MS = 50;

export type AnswerContext = {
  readonly provider: string;
  readonly host: string;
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** Longest whole body, and longest stream, in bytes after decompression. */
  readonly maxBytes: number;
};

/** The body as bytes: decompressed, its errors read, its socket let go when the reader leaves. */
export async function* bodyChunks(answer: TransportAnswer, context: AnswerContext): AsyncGenerator<Uint8Array> {
  const body = decoded(answer.body, answer.headers['content-encoding'], context.provider);
  let isDone = false;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      // A Readable without an encoding yields buffers.
      yield chunk as Uint8Array;
    }
    isDone = true;
  } catch (thrown) {
    isDone = true;
    throw transportError(thrown, { ...context, status: answer.status });
  } finally {
    if (!isDone) release(body, answer.body, context.signal);
  }
}

/** A reader that stops at the terminal event leaves a few bytes behind: take them, else drop the socket. */
function release(body: Readable, source: Readable, signal: AbortSignal): void {
  const destroy = () => {
    body.destroy();
    source.destroy();
  };
  body.on('error', () => {});
  source.on('error', () => {});
  if (signal.aborted) {
    destroy();
    return;
  }
  const timer = setTimeout(destroy, LINGER_MS);
  timer.unref();
  body.once('close', () => clearTimeout(timer));
  body.resume();
}

/** Wraps a 2xx answer; decides its framing by its first bytes. */
export async function createAnswer(answer: TransportAnswer, context: AnswerContext): Promise<Answer> {
  const { framing, body } = await framed(bodyChunks(answer, context), answer.headers['content-type']);
  const { provider, redactor, maxBytes } = context;
  return {
    status: answer.status,
    headers: answer.headers,
    framing,
    json: async () => parseJson(redactor.values(textOf(await readAll(body, maxBytes, provider))), provider),
    events: () => withoutSecrets(readEvents(body, { provider }), redactor),
    lines: () => readLines(body, provider),
    frames: () => framesWithoutSecrets(readFrames(body, provider), redactor),
    bytes: () => readAll(body, maxBytes, provider),
    chunks: () => bounded(body, maxBytes, provider),
  };
}

const decoder = new TextDecoder();
const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

async function* withoutSecrets(
  events: AsyncIterable<ServerSentEvent>,
  redactor: Redactor,
): AsyncGenerator<ServerSentEvent> {
  for await (const { event, data } of events) yield { event, data: redactor.values(data) };
}

async function* framesWithoutSecrets(
  frames: AsyncIterable<EventFrame>,
  redactor: Redactor,
): AsyncGenerator<EventFrame> {
  for await (const { headers, payload } of frames) {
    // One character a byte, so that a payload that ends inside a character stays as it is.
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1');
    const clean = redactor.values(text);
    yield { headers, payload: clean === text ? payload : Buffer.from(clean, 'latin1') };
  }
}
