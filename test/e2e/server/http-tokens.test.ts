import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import type { HttpServer } from '../../../src/server/http.ts';
import { echoCall, modern, openSession, send } from '../../fixtures/server/http-client.ts';
import { LogWatch, startHttp } from '../../fixtures/server/peers.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const echo = (url: string, headers: Record<string, string>) =>
  send(url, modern(1, 'tools/call', echoCall('hi'), headers));
const tenantOf = async (url: string, token: string) => {
  const { message } = await echo(url, bearer(token));
  return (message?.result?.structuredContent as { tenant?: string } | undefined)?.tenant;
};

describe('fixed tokens', () => {
  let server: HttpServer;
  const logs = new LogWatch();
  beforeAll(async () => {
    const authTokens = [new Secret('alice-0123456789'), new Secret('bob-0123456789')];
    server = await startHttp(logs, {
      sse: true,
      config: { http: { authTokens, allowedHosts: [], allowedOrigins: [] } },
    });
  });
  afterAll(() => server.close());

  it('asks for a token with 401 and says where the metadata is', async () => {
    const answer = await echo(server.url, {});
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer resource_metadata="http://127.0.0.1:${server.port}/.well-known/oauth-protected-resource/mcp"`,
    );
  });

  it('serves the metadata without a token', async () => {
    const answer = await send(server.url, { method: 'GET', path: '/.well-known/oauth-protected-resource/mcp' });
    expect(JSON.parse(answer.text)).toMatchObject({ resource: server.url, bearer_methods_supported: ['header'] });
  });

  it.each(['wrong', 'alice-012345678', 'alice-01234567890', 'ALICE-0123456789'])(
    'refuses the token %s',
    async (token) => {
      const answer = await echo(server.url, bearer(token));
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    },
  );

  it('takes a token from the header only', async () => {
    const inQuery = { ...modern(1, 'tools/list'), path: '/mcp?access_token=alice-0123456789' };
    expect((await send(server.url, inQuery)).status).toBe(401);
    expect((await echo(server.url, { authorization: 'Basic alice-0123456789' })).status).toBe(401);
  });

  it('asks for it on every path that does something', async () => {
    expect((await send(server.url, { path: '/sse', method: 'GET' })).status).toBe(401);
    expect((await send(server.url, { path: '/messages?sessionId=x', body: {} })).status).toBe(401);
    expect((await send(server.url, { method: 'DELETE' })).status).toBe(401);
  });

  it('gives each token a tenant of its own that does not contain it', async () => {
    const [alice, bob] = [await tenantOf(server.url, 'alice-0123456789'), await tenantOf(server.url, 'bob-0123456789')];
    expect(alice).toMatch(/^[0-9a-f]{32}$/);
    expect(bob).toMatch(/^[0-9a-f]{32}$/);
    expect(alice).not.toBe(bob);
    expect(await tenantOf(server.url, 'alice-0123456789')).toBe(alice);
  });

  it('hides a session from everyone but its owner', async () => {
    const session = await openSession(server.url, bearer('alice-0123456789'));
    const body = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: echoCall('mine') };
    expect((await send(server.url, { body, headers: session })).status).toBe(200);
    const foreign = await send(server.url, { body, headers: { ...session, ...bearer('bob-0123456789') } });
    const unknown = await send(server.url, {
      body,
      headers: { ...session, ...bearer('bob-0123456789'), 'mcp-session-id': crypto.randomUUID() },
    });
    expect(foreign.status).toBe(404);
    expect(foreign.text).toBe(unknown.text);
    expect(
      (await send(server.url, { method: 'DELETE', headers: { ...session, ...bearer('bob-0123456789') } })).status,
    ).toBe(404);
    expect((await send(server.url, { body, headers: session })).status).toBe(200);
  });
});

describe('OAuth tokens', () => {
  const audience = 'https://mcp.example/mcp';
  let issuer: string;
  let authority: Server;
  let server: HttpServer;
  let sign: (claims: Record<string, unknown>, key?: CryptoKey) => Promise<string>;
  let otherKey: CryptoKey;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    otherKey = (await generateKeyPair('ES256')).privateKey;
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    authority = createServer((request, response) => {
      const documents: Record<string, unknown> = {
        '/.well-known/oauth-authorization-server': { issuer, jwks_uri: `${issuer}/keys` },
        '/keys': { keys: [jwk] },
      };
      const document = documents[request.url ?? ''];
      response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? {}));
    });
    await new Promise<void>((resolve) => authority.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(authority.address() as AddressInfo).port}`;
    const now = Math.floor(Date.now() / 1000);
    sign = (claims, key = privateKey) =>
      new SignJWT({ iss: issuer, aud: audience, sub: 'user-1', exp: now + 600, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .sign(key);
    server = await startHttp(new LogWatch(), {
      config: {
        http: { authTokens: [], allowedHosts: [], allowedOrigins: [], oauthIssuer: issuer, oauthAudience: audience },
      },
    });
  });
  afterAll(async () => {
    await server.close();
    authority.close();
  });

  it('accepts a token of the issuer for this audience, a tenant for each subject', async () => {
    const [one, two] = [await sign({}), await sign({ sub: 'user-2' })];
    expect(await tenantOf(server.url, one)).toMatch(/^[0-9a-f]{32}$/);
    expect(await tenantOf(server.url, two)).not.toBe(await tenantOf(server.url, one));
    expect(await tenantOf(server.url, await sign({ jti: 'renewed' }))).toBe(await tenantOf(server.url, one));
  });

  it.each([
    ['of another audience', { aud: 'https://other.example' }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['that has expired', { exp: 1_000_000_000 }],
    ['that is not valid yet', { nbf: 4_000_000_000 }],
    ['without a subject', { sub: undefined }],
    ['without an expiry', { exp: undefined }],
  ])('refuses a token %s with 401', async (_which, claims) => {
    const answer = await echo(server.url, bearer(await sign(claims)));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(answer.headers['www-authenticate']).toContain(
      'resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp"',
    );
  });

  it('refuses a signature of another key, an unsigned token and one signed with the public key as a secret', async () => {
    expect((await echo(server.url, bearer(await sign({}, otherKey)))).status).toBe(401);
    const [, payload] = (await sign({})).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect((await echo(server.url, bearer(unsigned))).status).toBe(401);
    const secret = new TextEncoder().encode('k'.repeat(32));
    const symmetric = await new SignJWT({ iss: issuer, aud: audience, sub: 'x', exp: 4_000_000_000 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(secret);
    expect((await echo(server.url, bearer(symmetric))).status).toBe(401);
  });

  it('names the issuer in the metadata', async () => {
    const answer = await send(server.url, { method: 'GET', path: '/.well-known/oauth-protected-resource/mcp' });
    expect(JSON.parse(answer.text)).toMatchObject({ resource: audience, authorization_servers: [issuer] });
  });

  it('refuses a token without the scopes that the operator asks for, and says which', async () => {
    const http = { authTokens: [], allowedHosts: [], allowedOrigins: [], oauthIssuer: issuer, oauthAudience: audience };
    const scoped = await startHttp(new LogWatch(), { config: { http: { ...http, oauthScopes: ['mcp:use', 'paid'] } } });
    try {
      const answer = await echo(scoped.url, bearer(await sign({ scope: 'openid mcp:use' })));
      expect(answer.status).toBe(403);
      expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
      expect(answer.headers['www-authenticate']).toContain('scope="mcp:use paid"');
      expect((await echo(scoped.url, bearer(await sign({})))).status).toBe(403);
      expect((await echo(scoped.url, bearer(await sign({ scope: 'paid mcp:use' })))).status).toBe(200);
      expect((await echo(scoped.url, bearer(await sign({ scp: ['mcp:use', 'paid'] })))).status).toBe(200);
      const document = await send(scoped.url, { method: 'GET', path: '/.well-known/oauth-protected-resource/mcp' });
      expect(JSON.parse(document.text)).toMatchObject({ scopes_supported: ['mcp:use', 'paid'] });
    } finally {
      await scoped.close();
    }
  });

  it('tells a token that is no token from an issuer that is down', async () => {
    const http = {
      authTokens: [],
      allowedHosts: [],
      allowedOrigins: [],
      oauthIssuer: 'http://127.0.0.1:9',
      oauthAudience: audience,
    };
    const lonely = await startHttp(new LogWatch(), { config: { http } });
    try {
      expect((await echo(lonely.url, bearer('not-a-jwt'))).status).toBe(401);
      const answer = await echo(lonely.url, bearer(await sign({})));
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
    } finally {
      await lonely.close();
    }
  });
});
