import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAuthenticator } from '../../../../src/http/auth/authenticate.ts';
import { anySignal, failureOf } from '../harness.ts';
import { authHarness, UNSIGNED } from './harness.ts';

const KEYS = { ACME_ID: 'the-id', ACME_SECRET: 'the-secret-0123456789' };
const SCHEME = { kind: 'jwt', env: ['ACME_ID', 'ACME_SECRET'] } as const;
const part = (text = '') => JSON.parse(Buffer.from(text, 'base64url').toString());

it('signs a token that says who we are, good for half an hour', async () => {
  const { parts } = authHarness(KEYS);
  const authenticator = await createAuthenticator(SCHEME, parts);
  const { headers, secrets } = await authenticator.credentials(UNSIGNED, anySignal());
  const token = headers.authorization?.replace('Bearer ', '') ?? '';
  const [head, claims, signature] = token.split('.');
  const now = parts.now() / 1000;
  expect(part(head)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(part(claims)).toEqual({ iss: 'the-id', exp: now + 1800, nbf: now - 5 });
  expect(signature).toBe(createHmac('sha256', KEYS.ACME_SECRET).update(`${head}.${claims}`).digest('base64url'));
  expect(secrets).toEqual(expect.arrayContaining([token, KEYS.ACME_SECRET]));
});

it('signs again only shortly before the last one ends', async () => {
  const { parts, advance } = authHarness(KEYS);
  const authenticator = await createAuthenticator(SCHEME, parts);
  const token = async () => (await authenticator.credentials(UNSIGNED, anySignal())).headers.authorization;
  const first = await token();
  advance(20 * 60_000);
  expect(await token()).toBe(first);
  advance(9 * 60_000);
  expect(await token()).not.toBe(first);
});

it('names the variables that are not set', async () => {
  const failure = await failureOf(() => createAuthenticator(SCHEME, authHarness({}).parts));
  expect(failure.message).toContain('ACME_ID and ACME_SECRET are not set');
});
