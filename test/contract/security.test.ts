import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bearer } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { createPathGuard } from '../../src/http/path-guard.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { hasShared, shared } from '../shared.ts';
import { egressHarness, limits } from '../unit/http/egress-harness.ts';
import { endpointFor, failureOf, get } from '../unit/http/harness.ts';
import { startUpstream } from '../upstream.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs differ by class
type Case = { readonly id: string; readonly class: string; readonly input: any; readonly expect: string };

const cases: readonly Case[] = hasShared
  ? JSON.parse(readFileSync(shared('security', 'cases.json'), 'utf8')).cases
  : [];
const ofClass = (name: string) => cases.filter((one) => one.class === name).map((one) => [one.id, one] as const);

afterAll(closeTransports);

describe.runIf(hasShared)('hostile addresses', () => {
  it.each(ofClass('ssrf-url'))('%s', async (_id, { input, expect: expected }) => {
    const harness = await egressHarness();
    const attempt = harness.guard.fetch(input.replaceAll('{port}', harness.port), limits());
    if (expected === 'allow') await expect(attempt).resolves.toHaveProperty('bytes');
    else {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
      expect(harness.connections).toHaveLength(0);
    }
    expect(harness.canary.requests).toHaveLength(0);
    await harness.close();
  });

  it.each(ofClass('ssrf-redirect'))('%s', async (_id, { input }) => {
    const probe = await egressHarness();
    const [{ status, location }] = input.chain;
    const hosts = { 'start.test': { status, location: location.replaceAll('{port}', probe.port) } };
    const harness = await egressHarness({ names: { 'start.test': ['93.184.215.14'] }, hosts });
    expect(await failureOf(() => harness.guard.fetch('https://start.test/', limits()))).toMatchObject({
      code: 'forbidden',
    });
    expect(harness.connections).toHaveLength(1);
    expect(probe.canary.requests).toHaveLength(0);
    await Promise.all([harness.close(), probe.close()]);
  });

  it.each(ofClass('ssrf-dns'))('%s', async (_id, { input }) => {
    for (const addresses of input.answers) {
      const harness = await egressHarness({ names: { [input.name]: addresses } });
      expect(await failureOf(() => harness.guard.fetch(`https://${input.name}/`, limits()))).toMatchObject({
        code: 'forbidden',
      });
      expect(harness.connections).toHaveLength(0);
      await harness.close();
    }
  });

  it.each(ofClass('ssrf-optin'))('%s', async (_id, { input }) => {
    const upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, chunks: ['{"ok":true}'] });
    const base = input.replaceAll('{port}', new URL(upstream.url).port);
    expect(await (await endpointFor(base).send('/models', undefined, get())).json()).toEqual({ ok: true });
    await upstream.close();
  });
});

describe.runIf(hasShared)('hostile input to an endpoint', () => {
  it.each(ofClass('base-url'))('%s: what a caller says never moves the key', async (_id, { input }) => {
    const evil = await startUpstream({ chunks: ['{}'] });
    const good = await startUpstream({ headers: { 'content-type': 'application/json' }, chunks: ['{}'] });
    const endpoint = endpointFor(good.url, { auth: bearer('K'), keys: { K: 'key-of-the-operator' } });
    await endpoint.send('/chat', { ...input.argument, base_url: evil.url }, get());
    expect(good.requests[0]?.headers.authorization).toBe('Bearer key-of-the-operator');
    for (const path of [evil.url, `@${new URL(evil.url).host}/`, `/${evil.url}`]) {
      await endpoint.send(path, {}, get()).catch(() => undefined);
    }
    expect(evil.requests).toHaveLength(0);
    await Promise.all([evil.close(), good.close()]);
  });

  it.each(ofClass('header-injection'))('%s', async (_id, { input }) => {
    const upstream = await startUpstream({ chunks: ['{}'] });
    const headers = { 'x-note': input['header value'] };
    expect(await failureOf(() => endpointFor(upstream.url, { headers }).send('/a', {}, get()))).toMatchObject({
      code: 'invalid_input',
    });
    expect(upstream.requests).toHaveLength(0);
    await upstream.close();
  });

  it.each(ofClass('pollution'))('%s', async (_id, { input }) => {
    const upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, chunks: [input.json] });
    await (await endpointFor(upstream.url).send('/a', JSON.parse(input.json), get())).json();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    await upstream.close();
  });

  it.each(ofClass('secret'))('%s', async (_id, { input }) => {
    const key = `${input.prefix}${'aZ09_-'.repeat(40).slice(0, input.length)}`;
    const spellings = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
    for (const status of [400, 401, 429, 500, 302]) {
      const upstream = await startUpstream({
        status,
        headers: { location: `https://evil.test/?k=${key}`, 'x-echo': key },
        chunks: [JSON.stringify({ error: { message: spellings.join(' ') } })],
      });
      const failure = await failureOf(() =>
        endpointFor(upstream.url, { auth: bearer('K'), keys: { K: key } }).send('/a', {}, get()),
      );
      const shown = `${failure.message}${failure.hint}${failure.stack}${JSON.stringify(failure)}`;
      for (const spelling of spellings) expect(shown).not.toContain(spelling);
      await upstream.close();
    }
  });
});

describe.runIf(hasShared)('hostile paths', () => {
  it.each(ofClass('path'))('%s', async (_id, { input, expect: expected }) => {
    const top = mkdtempSync(join(tmpdir(), 'path-case-'));
    const root = join(top, 'root');
    const outside = join(top, 'outside');
    mkdirSync(join(root, 'sub'), { recursive: true });
    mkdirSync(outside);
    writeFileSync(join(root, 'sub/ok.txt'), 'fine');
    writeFileSync(join(outside, 'marker.txt'), 'marker');
    for (const line of input.setup ?? []) {
      const [, name, target] = /^symlink (\S+) -> (\S+)$/.exec(line) ?? [];
      if (name === undefined || target === undefined) throw new Error(`Unknown set-up: ${line}`);
      symlinkSync(target.replace('{outside}', outside), join(root, name));
    }
    const path = (input.path ?? input).replace('{outside}', outside).replace('{root}', root);
    const attempt = createPathGuard({ roots: [root] }).read(path, 1000);
    if (expected === 'allow') await expect(attempt).resolves.toMatchObject({ path: join(root, 'sub/ok.txt') });
    else await expect(attempt).rejects.toBeInstanceOf(ProviderError);
    rmSync(top, { recursive: true });
  });
});
