import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { anyOf, bearer, sigv4 } from '../../../src/core/auth.ts';
import { presigned, signature } from '../../../src/http/auth/sigv4.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { endpointFor, failureOf, get } from './harness.ts';

/** The example account and moment of AWS's published Signature Version 4 test suite. */
const EXAMPLE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const MOMENT = { service: 'service', region: 'us-east-1', now: Date.UTC(2015, 7, 30, 12, 36) };
const signed = (method: string, url: string, more: { headers?: Record<string, string>; body?: string } = {}) =>
  signature({ method, url: new URL(url), headers: more.headers ?? {}, body: more.body }, EXAMPLE, MOMENT);
const signatureIn = (headers: Readonly<Record<string, string>>): string =>
  /Signature=(\w+)$/.exec(headers.authorization ?? '')?.[1] ?? '';

describe('a presigned address', () => {
  const url = new URL('https://example.amazonaws.com:8443/a-path?sample-rate=16000&language-code=en-US');

  it('is signed over its host and its whole query, in order', () => {
    const query = presigned({ method: 'GET', url }, { ...EXAMPLE, sessionToken: 'to/ken' }, MOMENT);
    const credential = 'AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request';
    const canonical = [
      'GET',
      '/a-path',
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=20150830T123600Z&X-Amz-Expires=300&X-Amz-Security-Token=to%2Fken&X-Amz-SignedHeaders=host&language-code=en-US&sample-rate=16000`,
      'host:example.amazonaws.com:8443',
      '',
      'host',
      createHash('sha256').update('').digest('hex'),
    ].join('\n');
    const digest = createHash('sha256').update(canonical).digest('hex');
    const toSign = `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n${digest}`;
    const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const day = hmac(`AWS4${EXAMPLE.secretAccessKey}`, '20150830');
    const key = hmac(hmac(hmac(day, 'us-east-1'), 'service'), 'aws4_request');
    expect(query['X-Amz-Signature']).toBe(hmac(key, toSign).toString('hex'));
    expect(query).not.toHaveProperty('authorization');
  });
});

describe('Signature Version 4', () => {
  it.each([
    ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ])('gives the published signature of %s', (_name, method, path, expected) => {
    expect(signatureIn(signed(method, `https://example.amazonaws.com${path}`))).toBe(expected);
  });

  it('names what it signed, in order, and leaves out what may change on the way', () => {
    const headers = { 'x-amzn-b': '2', accept: 'x', 'content-type': 'application/json', 'user-agent': 'x' };
    expect(signed('POST', 'https://example.amazonaws.com/', { headers }).authorization).toContain(
      'Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amzn-b, ',
    );
  });

  it('changes with the body, the path, the query and every signed header', () => {
    const at = 'https://example.amazonaws.com';
    const all = [
      signed('POST', `${at}/a`),
      signed('POST', `${at}/a`, { body: '{}' }),
      signed('POST', `${at}/a?b=1`),
      signed('POST', `${at}/a?b=2`),
      signed('POST', `${at}/a%3A0`),
      signed('POST', `${at}/a:0`),
      signed('POST', `${at}/a`, { headers: { 'content-type': 'x' } }),
    ].map(signatureIn);
    expect(new Set(all).size).toBe(all.length);
  });

  it('folds spaces inside a header and ignores those around it', () => {
    const sign = (value: string) =>
      signatureIn(signed('GET', 'https://example.amazonaws.com/', { headers: { 'x-amz-a': value } }));
    expect(sign('  a   b ')).toBe(sign('a b'));
  });
});

describe('an endpoint that is signed', () => {
  let upstream: Upstream;
  const folders: string[] = [];
  afterEach(async () => {
    await upstream.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const send = async (keys: Readonly<Record<string, string>>, now = MOMENT.now) => {
    upstream = await startUpstream({ chunks: ['{}'] });
    const endpoint = endpointFor(upstream.url, {
      auth: anyOf(bearer('AWS_BEARER_TOKEN_BEDROCK'), sigv4('bedrock')),
      settings: { region: { env: ['AWS_REGION'], default: 'us-east-1' } },
      keys,
      now: () => now,
    });
    await endpoint.send('/model/a.b-v1%3A0/converse', { hello: 'you' }, get());
    return upstream.requests[0];
  };

  it('sends what it signed, the session token among it', async () => {
    const request = await send({
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: EXAMPLE.secretAccessKey,
      AWS_SESSION_TOKEN: 'session-token-1234',
      AWS_REGION: 'eu-west-1',
    });
    const again = signature(
      {
        method: 'POST',
        url: new URL(`${upstream.url}/model/a.b-v1%3A0/converse`),
        headers: { 'content-type': 'application/json' },
        body: request?.text,
      },
      { ...EXAMPLE, sessionToken: 'session-token-1234' },
      { service: 'bedrock', region: 'eu-west-1', now: MOMENT.now },
    );
    expect(request?.url).toBe('/model/a.b-v1%3A0/converse');
    expect(request?.headers).toMatchObject({ ...again, 'x-amz-date': '20150830T123600Z' });
    expect(again.authorization).toContain('host;x-amz-date;x-amz-security-token');
  });

  it('takes a Bedrock key instead where there is one', async () => {
    const request = await send({ AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key-1', AWS_ACCESS_KEY_ID: 'a' });
    expect(request?.headers.authorization).toBe('Bearer bedrock-key-1');
  });

  it('reads the chosen profile of the shared file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aws-'));
    folders.push(folder);
    const path = join(folder, 'credentials');
    writeFileSync(
      path,
      '# mine\n[default]\naws_access_key_id = NOTME\naws_secret_access_key = x\n\n[work]\naws_access_key_id=AKWORK\r\naws_secret_access_key = s3cret/+=\n aws_session_token = t0ken\n[other]\naws_access_key_id = NOTME\n',
    );
    const request = await send({ AWS_SHARED_CREDENTIALS_FILE: path, AWS_PROFILE: 'work' });
    expect(request?.headers.authorization).toContain('Credential=AKWORK/20150830/us-east-1/bedrock/');
    expect(request?.headers['x-amz-security-token']).toBe('t0ken');
    await upstream.close();
    const failure = await failureOf(() => send({ AWS_SHARED_CREDENTIALS_FILE: path, AWS_PROFILE: 'other' }));
    expect(failure).toMatchObject({ code: 'not_configured', message: expect.stringContaining('other') });
  });
});
