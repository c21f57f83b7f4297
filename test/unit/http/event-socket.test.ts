import { createHash, createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anyOf, bearer, noAuth, sigv4 } from '../../../src/core/auth.ts';
import type { ConnectOptions } from '../../../src/core/endpoint.ts';
import type { SocketEnd } from '../../../src/core/socket.ts';
import { eventSigner } from '../../../src/http/auth/sigv4-events.ts';
import { http2Transport } from '../../../src/http/duplex-transport.ts';
import { readFrame } from '../../../src/http/eventstream.ts';
import { encodeFrame } from '../../../src/http/eventstream-encode.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { readAwsFailure } from '../../../src/wire/aws-error.ts';
import { eventFrame, exceptionFrame, frame, textHeader } from '../../event-frames.ts';
import { type EventUpstream, startEventUpstream } from '../../event-upstream.ts';
import { anySignal, endpointFor, failureOf } from './harness.ts';

const SECRET = 'secret/of+acme-0123456789';
const TOKEN = 'session-token-9876543210';
const keys = { AWS_ACCESS_KEY_ID: 'AKACME', AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: TOKEN };
const settings = { region: { env: ['AWS_REGION'], default: 'eu-north-1' } };
const signer = { secret: SECRET, region: 'eu-north-1', service: 'bedrock' };

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the signatures of events', () => {
  const keyFor = (secret: string, region: string, service: string) => (timestamp: string) => {
    const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`;
    const key = scope.split('/').reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secret}`);
    return { scope, key: Buffer.from(key) };
  };
  const signatureIn = (message: Uint8Array) => readFrame(message, 'acme').headers[':chunk-signature'];

  it('are those that AWS publishes for its own clients', () => {
    const keyOf = keyFor('fake secret key', 'us-east-1', 'testservice');
    const sign = eventSigner(sha256('last message sts'), keyOf, () => 123_456_789_000);
    const signed = sign(encodeFrame({ 'some-header': 'value' }, Buffer.from('test payload')));
    expect(signatureIn(signed)).toBe('1ea04a4f6becd85ae3e38e379ffaf4bb95042603f209512476cc6416868b31ee');
    expect(readFrame(signed, 'acme').headers[':date']).toBe('123456789000');
  });

  it('each cover the one before', () => {
    let second = 0;
    const sign = eventSigner(
      'e1d8e8c8815e60969f2a34765c9a15945ffc0badbaa4b7e3b163ea19131e949b',
      keyFor('secret', 'us-west-2', 'demo'),
      () => Date.UTC(2026, 0, 16, 6, 30, second++, 250),
    );
    const messages = ['A', 'B', 'C', ''].map((text) => encodeFrame({}, Buffer.from(text)));
    const published = [
      '4d6dc4197ca9045f693131a8321bffd3f0b5308835a2770c980551d2fd4b2e56',
      '75342279dd941fef5a494cc4b234545ee95be35805d5489ffb24959a9601d6ed',
      'c83a5b9f19bc3fe8247eec6d4a5d7806f4b47a6457559c58055c7017c6f3ce3e',
      '8b01a16c997aa5692d552b0b6cc4f308743882a0a035d9841ba0738a53420bef',
    ];
    expect(messages.map((message) => signatureIn(sign(message)))).toEqual(published);
  });

  it('are made with the key of their own day', () => {
    const days: string[] = [];
    let now = Date.UTC(2026, 0, 16, 23, 59, 59);
    const keyOf = keyFor('secret', 'us-west-2', 'demo');
    const sign = eventSigner(
      '00',
      (timestamp) => {
        days.push(timestamp.slice(0, 8));
        return keyOf(timestamp);
      },
      () => now,
    );
    sign(new Uint8Array([1]));
    sign(new Uint8Array([2]));
    now += 1_000;
    sign(new Uint8Array([3]));
    expect(days).toEqual(['20260116', '20260117']);
  });
});

let upstream: EventUpstream;
beforeAll(async () => {
  upstream = await startEventUpstream(signer);
});
afterEach(() => {
  upstream.serve(() => {});
  upstream.refuse(undefined);
  upstream.visits.length = 0;
  closeSockets();
});
afterAll(() => upstream.close());

/** Handlers that collect, with the end as a promise. */
function collecting(more: Partial<ConnectOptions> = {}) {
  const messages: (string | Uint8Array)[] = [];
  const end = Promise.withResolvers<SocketEnd>();
  const options: ConnectOptions = {
    signal: anySignal(),
    eventStream: { eventHeaders: { ':event-type': 'chunk', ':message-type': 'event' }, first: [wrapped('hello')] },
    decodeError: readAwsFailure,
    onMessage: (data) => messages.push(data),
    onEnd: end.resolve,
    ...more,
  };
  return { options, messages, end: end.promise };
}
const wrapped = (text: string): string => JSON.stringify({ bytes: Buffer.from(text).toString('base64') });
const signedEndpoint = (url = upstream.url) => endpointFor(url, { auth: sigv4('bedrock'), keys, settings });

describe('event streams both ways', () => {
  it('open with a signature of the request that stands for its events', async () => {
    const { options } = collecting();
    const socket = await signedEndpoint().connect('/model/a.b-v1%3A0/stream', options);
    const { url, headers } = await upstream.visit(0);
    expect(url).toBe('/model/a.b-v1%3A0/stream');
    const time = headers['x-amz-date'] ?? '';
    const names = 'content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token';
    const canonical = [
      'POST',
      '/model/a.b-v1%253A0/stream',
      '',
      'content-type:application/vnd.amazon.eventstream',
      `host:${new URL(upstream.url).host}`,
      'x-amz-content-sha256:STREAMING-AWS4-HMAC-SHA256-EVENTS',
      `x-amz-date:${time}`,
      `x-amz-security-token:${TOKEN}`,
      '',
      names,
      'STREAMING-AWS4-HMAC-SHA256-EVENTS',
    ].join('\n');
    const scope = `${time.slice(0, 8)}/eu-north-1/bedrock/aws4_request`;
    const key = scope.split('/').reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${SECRET}`);
    const expected = hmac(Buffer.from(key), `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString(
      'hex',
    );
    expect(headers.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKACME/${scope}, SignedHeaders=${names}, Signature=${expected}`,
    );
    socket.close();
  });

  it('carry what is said with the request, and then both ways, in order and signed', async () => {
    const { options, messages, end } = collecting();
    upstream.serve(({ socket }) => {
      socket.on('message', (text: Buffer) => {
        socket.send(`echo ${text}`);
        if (String(text) === 'two') socket.close();
      });
    });
    const socket = await signedEndpoint().connect('/stream', options);
    socket.send(wrapped('one'));
    socket.send(wrapped('two'));
    expect(await end).toEqual({ code: 1000, reason: '' });
    expect(upstream.visits[0]?.received).toEqual(['hello', 'one', 'two']);
    expect(messages).toEqual([wrapped('echo one'), wrapped('echo two')]);
    expect(upstream.faults).toEqual([]);
  });

  it('end with an empty event of ours', async () => {
    const { options, end } = collecting();
    const socket = await signedEndpoint().connect('/stream', options);
    socket.close();
    socket.close();
    socket.send(wrapped('too late'));
    expect(await end).toEqual({ code: 1000, reason: '' });
    expect(upstream.visits[0]?.isEnded).toBe(true);
    expect(upstream.visits[0]?.received).toEqual(['hello']);
  });

  it('are refused with AWS’s own words, without a secret in them', async () => {
    const body = JSON.stringify({ message: `You are not authorized with ${SECRET} and ${TOKEN}.` });
    upstream.refuse({ status: 403, body, type: 'AccessDeniedException:http://internal.amazon.com/' });
    const failure = await failureOf(() => signedEndpoint().connect('/stream', collecting().options));
    expect(failure).toMatchObject({ code: 'auth_rejected', status: 403 });
    expect(failure.message).toContain('You are not authorized');
    expect(failure.message).not.toContain(SECRET);
    expect(failure.message).not.toContain(TOKEN);
  });

  it.each([
    ['ThrottlingException', 429, 'rate_limited'],
    ['ValidationException', 400, 'bad_request'],
    ['ModelErrorException', 424, 'overloaded'],
  ])('read a refusal by %s as what it is', async (type, status, code) => {
    upstream.refuse({ status, body: '{"message":"No."}', type });
    const failure = await failureOf(() => signedEndpoint().connect('/stream', collecting().options));
    expect(failure).toMatchObject({ code, status });
  });

  it.each([
    ['validationException', 'bad_request'],
    ['throttlingException', 'rate_limited'],
    ['modelTimeoutException', 'timeout'],
    ['serviceUnavailableException', 'overloaded'],
  ])('end with the %s that comes in them', async (type, code) => {
    const { options, messages, end } = collecting();
    await signedEndpoint().connect('/stream', options);
    const { socket } = await upstream.visit(0);
    socket.send(Buffer.concat([eventFrame('chunk', { bytes: 'AAAA' }), exceptionFrame(type, `Not with ${TOKEN}.`)]));
    const { error } = await end;
    expect(error?.code).toBe(code);
    expect(error?.message).toContain('Not with [redacted]');
    expect(messages).toEqual(['{"bytes":"AAAA"}']);
  });

  it.each([
    ['bytes that are no events', Buffer.alloc(64, 7)],
    ['an event with a wrong checksum', Buffer.concat([eventFrame('chunk', {}).subarray(0, -4), Buffer.alloc(4)])],
    [
      'an error without a body',
      frame([textHeader(':message-type', 'error'), textHeader(':error-code', 'Odd')], Buffer.alloc(0)),
    ],
  ])('end at %s', async (_what, bytes) => {
    const { options, end } = collecting();
    await signedEndpoint().connect('/stream', options);
    (await upstream.visit(0)).socket.send(bytes);
    expect((await end).error?.code).toMatch(/bad_response|overloaded/);
  });

  it('are cut, not ended, when an event is not whole', async () => {
    const { options, end } = collecting();
    await signedEndpoint().connect('/stream', options);
    const { socket } = await upstream.visit(0);
    socket.send(eventFrame('chunk', { bytes: 'AAAA' }).subarray(0, 20));
    socket.close();
    expect((await end).error).toMatchObject({ code: 'network', provider: 'acme' });
  });

  it('are a network error when the connection is cut', async () => {
    const { options, end } = collecting();
    await signedEndpoint().connect('/stream', options);
    (await upstream.visit(0)).socket.terminate();
    expect((await end).error).toMatchObject({ code: 'network', provider: 'acme' });
  });

  it('end at once when the caller leaves, and never open for one who has left', async () => {
    const caller = new AbortController();
    const { options, end } = collecting({ signal: caller.signal });
    await signedEndpoint().connect('/stream', options);
    caller.abort();
    expect((await end).error).toMatchObject({ code: 'cancelled' });
    const late = collecting({ signal: AbortSignal.abort() });
    expect((await failureOf(() => signedEndpoint().connect('/stream', late.options))).code).toBe('cancelled');
    expect(upstream.visits).toHaveLength(1);
  });

  it('are an error of the network where nobody listens, or where nobody knows HTTP/2', async () => {
    const nowhere = await failureOf(() =>
      signedEndpoint('http://127.0.0.1:1').connect('/stream', collecting().options),
    );
    expect(nowhere).toMatchObject({ code: 'network', processed: false });
    const old = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    // `listen` on a TCP port gives an AddressInfo.
    const { port } = old.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const failure = await failureOf(() => signedEndpoint(url).connect('/stream', collecting().options));
    old.close();
    expect(failure.code).toMatch(/network|bad_response/);
  });

  it('are given up when the provider answers nothing, and only then', async () => {
    const given = {
      url: new URL(upstream.url),
      headers: {},
      signal: anySignal(),
      onBytes: () => {},
      onClose: () => {},
    };
    const opening = http2Transport({ ...given, first: [], handshakeMs: 20 });
    await expect(opening).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  });

  it('go unsigned where no signature is asked for', async () => {
    const { options } = collecting();
    const sent: Uint8Array[] = [];
    const endpoint = endpointFor('http://127.0.0.1:1', {
      auth: anyOf(bearer('ACME_KEY'), noAuth),
      keys: { ACME_KEY: 'key-of-acme' },
      duplexTransport: async ({ first, headers }) => {
        sent.push(...first);
        expect(headers.authorization).toBe('Bearer key-of-acme');
        return {
          write: (bytes) => sent.push(bytes),
          bufferedBytes: () => 0,
          end: (last) => expect(last).toBeUndefined(),
        };
      },
    });
    (await endpoint.connect('/stream', options)).close();
    expect(readFrame(sent[0] ?? new Uint8Array(), 'acme').headers[':event-type']).toBe('chunk');
  });
});
