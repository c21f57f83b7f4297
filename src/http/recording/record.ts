import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline, Readable, Transform } from 'node:stream';
import type { Log } from '../../core/log.ts';
import { decoded } from '../body.ts';
import { framed } from '../framing.ts';
import type { Transport, TransportAnswer, TransportRequest } from '../transport.ts';
import type { Cassette, RecordedResponse } from './cassette.ts';
import { describeApi } from './describe-api.ts';
import { describeBody, parsed } from './describe-body.ts';
import { questionOf } from './match.ts';
import { createStripper, type StripOptions, type Stripper } from './strip.ts';

export type RecordOptions = StripOptions & {
  readonly provider: string;
  readonly folder: string;
  readonly log: Log;
  readonly next: Transport;
  /** Told of every exchange that is being written down. */
  readonly track: (writing: Promise<void>) => void;
};

/**
 * Passes every exchange through and writes it down once its body has come. A call that was cancelled leaves nothing;
 * a recording that cannot be written is logged and disturbs no call.
 */
export const recordingTransport =
  (options: RecordOptions): Transport =>
  async (request) => {
    const answer = await options.next(request);
    const parts: Buffer[] = [];
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        parts.push(chunk);
        done(null, chunk);
      },
    });
    const ended = new Promise<boolean>((resolve) => pipeline(answer.body, tap, (error) => resolve(error == null)));
    const written = ended.then(async (isWhole) => {
      if (request.signal.aborted) return;
      await keep(options, request, { ...answer, bytes: Buffer.concat(parts) }, !isWhole);
    });
    options.track(written);
    return { ...answer, body: tap };
  };

type Whole = Omit<TransportAnswer, 'body'> & { readonly bytes: Buffer };

async function keep(options: RecordOptions, request: TransportRequest, answer: Whole, isCut: boolean): Promise<void> {
  const { provider, folder, log } = options;
  try {
    const stripper = createStripper(options, request);
    const recorded = {
      method: request.method,
      url: stripper.url,
      headers: stripper.requestHeaders(request.headers),
      ...(request.body !== undefined && {
        body: await describeBody(request.body, request.headers['content-type'], stripper.text),
      }),
    };
    const response = await responseOf(answer, stripper, provider);
    const described = describeApi(request.url.pathname, response.framing !== undefined, recorded.body);
    const question = questionOf(provider, recorded);
    const cassette: Omit<Cassette, 'id' | 'source'> = {
      provider,
      ...described,
      fidelity: 'wire',
      request: recorded,
      response,
      ...(isCut && { note: 'The connection ended before the body did.' }),
    };
    const path = write(folder, question.key, cassette);
    log.info('Recorded an exchange.', { provider, status: answer.status, path });
  } catch (thrown) {
    log.error(`An exchange could not be recorded: ${thrown instanceof Error ? thrown.message : 'unknown'}`, {
      provider,
    });
  }
}

async function responseOf(answer: Whole, stripper: Stripper, provider: string): Promise<RecordedResponse> {
  const bytes = await plainBytes(answer, provider);
  const head = { status: answer.status, headers: stripper.responseHeaders(answer.headers) };
  const { framing, body } = await framed(Readable.from([bytes]), answer.headers['content-type']);
  for await (const _rest of body);
  const isBinary = framing === 'eventstream' || (framing === 'bytes' && !isText(bytes));
  if (isBinary && stripper.holdsSecret(bytes)) throw new Error('its binary body holds a secret.');
  if (framing === 'eventstream') {
    return { ...head, framing: 'aws-eventstream', encoding: 'base64', chunks: framesOf(bytes) };
  }
  if (isBinary) return { ...head, encoding: 'base64', body: bytes.toString('base64') };
  const text = stripper.text(bytes.toString('utf8'));
  if (framing === 'sse') return { ...head, framing, chunks: text.split(/(?<=\r?\n\r?\n)/) };
  if (framing === 'ndjson') return { ...head, framing, chunks: text.split(/(?<=\n)/) };
  return { ...head, body: parsed(text) };
}

async function plainBytes({ bytes, headers }: Whole, provider: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  // A body that was cut keeps what could be decompressed of it.
  try {
    for await (const part of decoded(Readable.from([bytes]), headers['content-encoding'], provider)) parts.push(part);
  } catch {
    return Buffer.concat(parts);
  }
  return Buffer.concat(parts);
}

const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);

/** Amazon's frames: each begins with its own length. */
function framesOf(bytes: Buffer): readonly string[] {
  const frames: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = bytes.length - start < 4 ? 0 : bytes.readUInt32BE(start);
    const end = length < 16 ? bytes.length : Math.min(bytes.length, start + length);
    frames.push(bytes.subarray(start, end).toString('base64'));
    start = end;
  }
  return frames;
}

/** Under the first free number, so that several answers to the same request stand in their order. */
function write(folder: string, key: string, cassette: Omit<Cassette, 'id' | 'source'>): string {
  const { provider, capability, api, model } = cassette;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 8);
  const name = [api, model, digest].map((part) => part.replaceAll(/[^\w.-]+/g, '-')).filter((part) => part !== '');
  for (let interaction = 0; ; interaction++) {
    const id = `${provider}/${capability}/${name.join('-')}-${interaction}`;
    const path = join(folder, `${id}.json`);
    mkdirSync(dirname(path), { recursive: true });
    try {
      const text = JSON.stringify({ id, ...cassette, source: { interaction } }, undefined, 1);
      writeFileSync(path, `${text}\n`, { flag: 'wx', mode: 0o600 });
      return path;
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    }
  }
}
