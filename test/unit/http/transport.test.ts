import { describe, expect, it } from 'vitest';
import { transportError } from '../../../src/http/transport.ts';
import { anySignal } from './harness.ts';

const read = (code: string) =>
  transportError(Object.assign(new Error('internals at 10.0.0.1'), { code }), {
    provider: 'acme',
    host: 'api.acme.test',
    signal: anySignal(),
  });

describe('what a transport throws', () => {
  it.each([
    ['ENOTFOUND', 'network', false],
    ['EAI_AGAIN', 'network', false],
    ['ECONNREFUSED', 'network', false],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', false],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', true],
    ['UND_ERR_BODY_TIMEOUT', 'timeout', true],
    ['ECONNRESET', 'network', true],
    ['UND_ERR_SOCKET', 'network', true],
    ['HPE_INVALID_CHUNK_SIZE', 'bad_response', true],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad_response', true],
    ['Z_BUF_ERROR', 'bad_response', true],
    ['CERT_HAS_EXPIRED', 'unavailable', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unavailable', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unavailable', false],
    ['EPROTO', 'unavailable', false],
  ])('%s is %s, processed: %s, without internals', (code, kind, processed) => {
    const failure = read(code);
    expect(failure).toMatchObject({ code: kind, processed, provider: 'acme' });
    expect(failure.message).not.toContain('10.0.0.1');
  });

  it('looks into causes and into several attempts at once', () => {
    const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    const context = { provider: 'acme', host: 'h', signal: anySignal() };
    expect(transportError(new Error('outer', { cause: inner }), context)).toMatchObject({
      code: 'network',
      processed: false,
    });
    expect(transportError(new AggregateError([inner]), context)).toMatchObject({ code: 'network', processed: false });
  });
});
