import { describe, expect, it } from 'vitest';
import type { ServerAddress } from '../../../src/core/provider.ts';
import { operatorBaseUrl } from '../../../src/core/server-address.ts';

const addressOf = (server: ServerAddress, variables: Readonly<Record<string, string>>, baseUrl?: string) =>
  operatorBaseUrl(
    { id: 'acme', server },
    { providers: baseUrl === undefined ? {} : { acme: { baseUrl } }, variable: (name) => variables[name] },
  );
const local: ServerAddress = { env: ['ACME_HOST'], port: 11_434, ignoredEnd: '/v1' };

describe("an operator's own server", () => {
  it.each([
    ['gpu', 'http://gpu:11434'],
    ['gpu:8080', 'http://gpu:8080'],
    [':8080', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    ['[::]:8080', 'http://[::1]:8080'],
    ['http://gpu', 'http://gpu'],
    ['https://gpu.test/ollama/', 'https://gpu.test/ollama'],
    ['http://gpu:11434/v1', 'http://gpu:11434'],
    [' gpu ', 'http://gpu:11434'],
  ])('called %s is reached at %s', (named, url) => {
    expect(addressOf(local, { ACME_HOST: named })).toBe(url);
  });

  it('is the one of the base URL before that of the other variables, with or without the end', () => {
    expect(addressOf(local, { ACME_HOST: 'gpu' }, 'http://own:1/v1/')).toBe('http://own:1');
    expect(addressOf(local, { ACME_HOST: 'gpu' }, 'http://own:1')).toBe('http://own:1');
    expect(addressOf(local, {})).toBeUndefined();
  });

  it('gets the usual path where it has none of its own', () => {
    const cloud: ServerAddress = { env: ['ACME_ENDPOINT'], path: '/openai/v1' };
    expect(addressOf(cloud, { ACME_ENDPOINT: 'https://me.acme.test/' })).toBe('https://me.acme.test/openai/v1');
    expect(addressOf(cloud, { ACME_ENDPOINT: 'me.acme.test' })).toBe('https://me.acme.test/openai/v1');
    expect(addressOf(cloud, { ACME_ENDPOINT: 'https://proxy.test/x' })).toBe('https://proxy.test/x');
  });
});
