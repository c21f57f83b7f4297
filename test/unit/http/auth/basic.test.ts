import { describe, expect, it } from 'vitest';

import { Secret } from '../../../../src/core/secret.ts';
import { createAuthenticator } from '../../../../src/http/auth/authenticate.ts';
import { undiciTransport } from '../../../../src/http/transport.ts';

const request = { method: 'POST', url: new URL('https://acme.test/v1'), headers: {}, body: undefined };

const authenticator = (key: string | undefined) =>
  createAuthenticator(
    { kind: 'basic', user: 'apikey', env: ['ACME_KEY'] },
    {
      config: {
        secret: () => (key === undefined ? undefined : new Secret(key)),
        variable: () => undefined,
      },
      provider: { id: 'acme', name: 'Acme' },
      setting: () => '',
      transport: undiciTransport,
      now: () => 0,
    },
  );

describe('HTTP Basic with a fixed user', () => {
  it('sends the key as the password, and keeps both of its spellings secret', async () => {
    const { credentials } = await authenticator('k-123');
    const encoded = Buffer.from('apikey:k-123').toString('base64');
    expect(await credentials(request, AbortSignal.abort())).toEqual({
      headers: { authorization: `Basic ${encoded}` },
      secrets: ['k-123', encoded],
    });
  });

  it('names the variable of a key that is missing', async () => {
    const { credentials } = await authenticator(undefined);
    await expect(credentials(request, AbortSignal.abort())).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('ACME_KEY'),
    });
  });
});
