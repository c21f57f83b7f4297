import { afterEach, describe, expect, it } from 'vitest';
import { header } from '../../../src/core/auth.ts';
import { readFrame, readFrames } from '../../../src/http/eventstream.ts';
import { encodeFrame } from '../../../src/http/eventstream-encode.ts';
import { eventFrame, exceptionFrame, frame, rawHeader, textHeader } from '../../event-frames.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { endpointFor, failureOf, get } from './harness.ts';

async function* pieces(bytes: Uint8Array, size = bytes.length || 1): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function framesOf(bytes: Uint8Array, size?: number) {
  const found: { headers: Readonly<Record<string, string>>; text: string }[] = [];
  for await (const { headers, payload } of readFrames(pieces(bytes, size), 'acme')) {
    found.push({ headers: { ...headers }, text: Buffer.from(payload).toString('utf8') });
  }
  return found;
}

const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);
const stream = Buffer.concat([
  eventFrame('start', { role: 'assistant' }),
  eventFrame('delta', { text: 'grüß 你好' }),
  eventFrame('empty', new Uint8Array()),
]);

describe('frames of an AWS event stream', () => {
  it.each([1, 2, 3, 7, 11, 12, 13, 64, 1000])('come out whole when the bytes arrive %i at a time', async (size) => {
    const found = await framesOf(stream, size);
    expect(found.map(({ headers, text }) => [headers[':event-type'], text])).toEqual([
      ['start', '{"role":"assistant"}'],
      ['delta', '{"text":"grüß 你好"}'],
      ['empty', ''],
    ]);
  });

  it('carry headers of every type', async () => {
    const headers = [
      rawHeader('yes', 0),
      rawHeader('no', 1),
      Buffer.concat([rawHeader('byte', 2), bytes(0xff)]),
      Buffer.concat([rawHeader('short', 3), bytes(0x01, 0x00)]),
      Buffer.concat([rawHeader('integer', 4), bytes(0xff, 0xff, 0xff, 0xfe)]),
      Buffer.concat([rawHeader('long', 5), bytes(0, 0, 0, 1, 0, 0, 0, 0)]),
      Buffer.concat([rawHeader('bytes', 6), bytes(0, 2, 0xca, 0xfe)]),
      textHeader('text', 'ü'),
      Buffer.concat([rawHeader('time', 8), bytes(0, 0, 0, 0, 0, 0, 0, 5)]),
      Buffer.concat([rawHeader('uuid', 9), Buffer.alloc(16, 0xab)]),
    ];
    const [found] = await framesOf(frame(headers, Buffer.from('x')));
    expect(found).toEqual({
      headers: {
        yes: 'true',
        no: 'false',
        byte: '-1',
        short: '256',
        integer: '-2',
        long: '4294967296',
        bytes: 'cafe',
        text: 'ü',
        time: '5',
        uuid: 'ab'.repeat(16),
      },
      text: 'x',
    });
  });

  it('are refused with a wrong checksum of the prelude or of the message', async () => {
    const whole = eventFrame('delta', { text: 'x' });
    for (const at of [9, 20, whole.length - 1]) {
      const broken = Buffer.from(whole);
      broken.writeUInt8(broken.readUInt8(at) ^ 1, at);
      expect(await failureOf(() => framesOf(broken))).toMatchObject({ code: 'bad_response' });
    }
  });

  it('are refused when headers leave their place or have an unknown type', async () => {
    for (const header of [bytes(200, 97), Buffer.concat([rawHeader('a', 7), bytes(0, 9)]), rawHeader('a', 10)]) {
      expect(await failureOf(() => framesOf(frame([header], Buffer.from('x'))))).toMatchObject({
        code: 'bad_response',
      });
    }
  });

  it('are refused when the last one is cut, wherever', async () => {
    const first = eventFrame('start', { role: 'assistant' }).length;
    for (const end of [1, 11, 12, first - 1, first + 1, first + 12, stream.length - 1]) {
      expect(await failureOf(() => framesOf(stream.subarray(0, end)))).toMatchObject({ code: 'bad_response' });
    }
    expect(await framesOf(stream.subarray(0, first))).toHaveLength(1);
  });

  it('are refused when they state a length that nothing can have', async () => {
    const huge = frame([], Buffer.alloc(0));
    huge.writeUInt32BE(0x7fffffff, 0);
    expect(await failureOf(() => framesOf(huge))).toMatchObject({ code: 'bad_response' });
  });

  it.each([
    ['throttlingException', 'rate_limited'],
    ['validationException', 'bad_request'],
    ['modelStreamErrorException', 'overloaded'],
    ['serviceUnavailableException', 'overloaded'],
    ['modelTimeoutException', 'timeout'],
    ['InternalStreamFailure', 'overloaded'],
  ])('that name %s are the error %s', async (type, code) => {
    const failure = await failureOf(() => framesOf(Buffer.concat([stream, exceptionFrame(type, 'too much')])));
    expect(failure).toMatchObject({ code, processed: true });
    expect(failure.message).toContain('too much');
    expect(await failureOf(() => framesOf(exceptionFrame(type, 'at once')))).toMatchObject({ code, processed: false });
  });

  it('of type error are errors too', async () => {
    const error = frame(
      [
        textHeader(':message-type', 'error'),
        textHeader(':error-code', 'InternalFailure'),
        textHeader(':error-message', 'lost'),
      ],
      Buffer.alloc(0),
    );
    expect(await failureOf(() => framesOf(error))).toMatchObject({ code: 'overloaded' });
  });
});

describe('an answer in frames', () => {
  let upstream: Upstream;
  afterEach(() => upstream.close());

  const framing = async (headers: Readonly<Record<string, string>>, chunks: readonly (string | Uint8Array)[]) => {
    upstream = await startUpstream({ headers, chunks });
    return endpointFor(upstream.url).send('/a', {}, get());
  };

  it('is known by its type and by its bytes', async () => {
    const type = 'application/vnd.amazon.eventstream';
    const labels: readonly Readonly<Record<string, string>>[] = [
      { 'content-type': type },
      {},
      { 'content-type': 'application/json' },
    ];
    for (const headers of labels) {
      const answer = await framing(headers, [stream.subarray(0, 5), stream.subarray(5)]);
      expect(answer.framing).toBe('eventstream');
      const types: (string | undefined)[] = [];
      for await (const { headers: found } of answer.frames()) types.push(found[':event-type']);
      expect(types).toEqual(['start', 'delta', 'empty']);
      await upstream.close();
    }
    expect(await framing({ 'content-type': type }, ['{"message":"no"}'])).toHaveProperty('framing', 'json');
  });

  it('shows no key that a server echoes', async () => {
    upstream = await startUpstream({ chunks: [eventFrame('delta', { text: 'it is key-of-acme-123' })] });
    const options = { auth: header('x-key', 'K'), keys: { K: 'key-of-acme-123' } };
    const answer = await endpointFor(upstream.url, options).send('/a', {}, get());
    for await (const { payload } of answer.frames()) {
      expect(Buffer.from(payload).toString()).toBe('{"text":"it is [redacted]"}');
    }
  });
});

describe('a frame that we send', () => {
  it('is read as it was meant', () => {
    const sent = encodeFrame({ ':event-type': 'AudioEvent', note: 'grüß' }, Buffer.from('sound'));
    const { headers, payload } = readFrame(sent, 'acme');
    expect({ ...headers }).toEqual({ ':event-type': 'AudioEvent', note: 'grüß' });
    expect(Buffer.from(payload).toString()).toBe('sound');
    expect(Buffer.from(encodeFrame({ ':event-type': 'x', ':message-type': 'event' }, Buffer.from('{}')))).toEqual(
      eventFrame('x', {}),
    );
  });

  it('has to be whole and alone in its message', () => {
    const sent = encodeFrame({}, Buffer.from('sound'));
    const failure = expect.objectContaining({ code: 'bad_response' });
    expect(() => readFrame(sent.subarray(0, -1), 'acme')).toThrow(failure);
    expect(() => readFrame(Buffer.concat([sent, sent]), 'acme')).toThrow(failure);
    expect(() => readFrame(exceptionFrame('BadRequestException', 'no'), 'acme')).toThrow(
      expect.objectContaining({ code: 'bad_request' }),
    );
  });
});
