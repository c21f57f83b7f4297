import { describe, expect, it } from 'vitest';
import { fillTemplate } from '../../../src/http/settings.ts';

const fill = (template: string, value: string) => fillTemplate(template, { id: 'acme', name: 'Acme' }, () => value);

describe('a setting in a URL', () => {
  it.each([
    ['https://{host}/v2', 'api.acme.test', 'https://api.acme.test/v2'],
    ['https://{host}/v2', 'api.acme.test:8443', 'https://api.acme.test:8443/v2'],
    ['https://{host}/v2', 'https://api.acme.test/', 'https://api.acme.test/v2'],
    ['https://{host}/v2', 'https://api.acme.test/v2', 'https://api.acme.test/v2'],
    ['https://{host}', 'https://api.acme.test', 'https://api.acme.test'],
    ['https://{account}.acme.test/v1', 'my-org', 'https://my-org.acme.test/v1'],
    ['https://{account}.acme.test/v1', 'my_org-my_account', 'https://my-org-my-account.acme.test/v1'],
    ['https://{host}/v2', 'my_host', 'https://my_host/v2'],
    ['https://acme.test/{id}/v1', 'a/b c', 'https://acme.test/a%2Fb%20c/v1'],
    ['{authUrl}/oauth/token', 'https://id.acme.test/', 'https://id.acme.test/oauth/token'],
    ['{authUrl}/oauth/token', 'id.acme.test', 'https://id.acme.test/oauth/token'],
    ['{tokenUrl}', 'http://127.0.0.1:9/a/b', 'http://127.0.0.1:9/a/b'],
    ['{baseUrl}', 'wss://voice.acme.test/live', 'https://voice.acme.test/live'],
    ['{baseUrl}', 'ws://127.0.0.1:9/live', 'http://127.0.0.1:9/live'],
  ])('%s with %s is %s', (template, value, expected) => {
    expect(fill(template, value)).toBe(expected);
  });

  it.each([
    ['https://{host}/v2', 'https://api.acme.test/v3'],
    ['https://{host}/v2', 'https://user@api.acme.test'],
    ['https://{host}/v2', 'http://api.acme.test'],
    ['https://{host}/v2', 'api.acme.test/evil'],
    ['https://{host}/v2', 'api.acme.test?x='],
    ['https://{account}.acme.test/v1', 'https://evil.test'],
    ['https://{account}.acme.test/v1', 'evil.test#'],
    ['{authUrl}/oauth/token', 'file:///etc/passwd'],
    ['{authUrl}/oauth/token', 'https://id.acme.test/?x=1'],
    ['{authUrl}/oauth/token', 'https://user:pass@id.acme.test'],
  ])('%s refuses %s', (template, value) => {
    expect(() => fill(template, value)).toThrow('must be');
  });
});
