import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../../src/http/auth/authenticate.ts';
import { anySignal, failureOf } from '../harness.ts';
import { authHarness, UNSIGNED } from './harness.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oci-'));
  writeFileSync(join(folder, 'plain.pem'), `${plain}OCI_API_KEY\n`);
  writeFileSync(join(folder, 'locked.pem'), locked);
  writeFileSync(join(folder, 'session'), 'session-token-0123456789\n');
  writeFileSync(
    join(folder, 'config'),
    `# made for this test
[DEFAULT]
tenancy = ocid1.tenancy.oc1..t
user=ocid1.user.oc1..u
fingerprint=20:3b:97
key_file=plain.pem

[LOCKED]
key_file=${folder}/locked.pem
pass_phrase=open sesame
[CLOSED]
key_file=locked.pem
pass_phrase=wrong words
[SESSION]
key_file=plain.pem
security_token_file=session
[LOST]
key_file=lost.pem
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const signedBy = async (profile: string | undefined, request = UNSIGNED) => {
  const keys = { OCI_CONFIG_FILE: join(folder, 'config'), ...(profile ? { OCI_CONFIG_PROFILE: profile } : {}) };
  const { parts } = authHarness(keys);
  return (await createAuthenticator({ kind: 'oci' }, parts)).credentials(request, anySignal());
};

const fieldsOf = (authorization = '') =>
  Object.fromEntries([...authorization.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));

describe("Oracle's signature", () => {
  it('covers target, host, date and the digest of the body', async () => {
    const body = '{"model":"m"}';
    const url = new URL('https://inference.test/openai/v1/chat/completions?x=1');
    const { headers } = await signedBy(undefined, { ...UNSIGNED, url, body });
    const { keyId, algorithm, headers: covered, signature, version } = fieldsOf(headers.authorization);
    expect({ keyId, algorithm, version }).toEqual({
      keyId: 'ocid1.tenancy.oc1..t/ocid1.user.oc1..u/20:3b:97',
      algorithm: 'rsa-sha256',
      version: '1',
    });
    expect(headers.date).toBe('Sun, 22 Nov 2026 12:00:00 GMT');
    expect(headers['x-content-sha256']).toBe(createHash('sha256').update(body).digest('base64'));
    expect(covered).toBe('date (request-target) host content-length content-type x-content-sha256');
    const said = [
      `date: ${headers.date}`,
      '(request-target): post /openai/v1/chat/completions?x=1',
      'host: inference.test',
      'content-length: 13',
      'content-type: application/json',
      `x-content-sha256: ${headers['x-content-sha256']}`,
    ].join('\n');
    expect(verify('sha256', Buffer.from(said), publicKey, Buffer.from(signature ?? '', 'base64'))).toBe(true);
  });

  it('of a GET covers no body', async () => {
    const { headers } = await signedBy(undefined, { ...UNSIGNED, method: 'GET', headers: {}, body: undefined });
    expect(fieldsOf(headers.authorization).headers).toBe('date (request-target) host');
    expect(headers).not.toHaveProperty('x-content-sha256');
  });

  it('is made with a locked key and with a session, which take the rest from [DEFAULT]', async () => {
    expect(fieldsOf((await signedBy('LOCKED')).headers.authorization).keyId).toMatch(/^ocid1\.tenancy/);
    const session = await signedBy('SESSION');
    expect(fieldsOf(session.headers.authorization).keyId).toBe('ST$session-token-0123456789');
    expect(session.secrets).toContain('session-token-0123456789');
  });

  it.each([
    ['NOBODY', 'no section [NOBODY]'],
    ['CLOSED', 'no RSA key'],
    ['LOST', 'key file'],
  ])('says what is wrong with section %s, and nothing of the key', async (profile, words) => {
    const failure = await failureOf(() => signedBy(profile));
    expect(failure).toMatchObject({ code: 'not_configured', message: expect.stringContaining(words) });
    expect(`${failure.message} ${failure.hint}`).not.toMatch(/PRIVATE|wrong words/);
  });

  it('names the variable when there is no file', async () => {
    const failure = await failureOf(() => createAuthenticator({ kind: 'oci' }, authHarness({}).parts));
    expect(failure.message).toContain('OCI_CONFIG_FILE');
  });
});
