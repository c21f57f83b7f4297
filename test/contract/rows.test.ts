import { describe, expect, it } from 'vitest';
import type { AuthScheme } from '../../src/core/auth.ts';
import { PROVIDER_STATUSES, type ProviderDefinition } from '../../src/core/provider.ts';
import { baseUrlOf } from '../../src/http/base-url.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { createCatalogue } from '../../src/runtime/catalogue.ts';
import { isLoopbackUrl } from '../../src/runtime/loopback.ts';
import { resolveModel } from '../../src/runtime/resolve.ts';
import { testConfig } from '../config.ts';
import { createFakeClock } from '../fake-clock.ts';

const config = testConfig({ home: '/nowhere' });
const catalogue = createCatalogue({
  config,
  clock: createFakeClock(),
  log: { debug() {}, info() {}, warn() {}, error() {} },
  definitions: providers,
  modelFacts: {},
  wires: {},
  createEndpoint: () => {
    throw new Error('No row is called here.');
  },
});

const named = (rows: readonly ProviderDefinition[]) => rows.map((row) => [row.id, row] as const);
const uncallable = providers.filter((row) => catalogue.isUncallable(row));
const callable = providers.filter((row) => !uncallable.includes(row));

/** The server is the operator's own: on this machine, or wherever they say. */
const isOperators = (row: ProviderDefinition): boolean => {
  const url = baseUrlOf(row, config);
  return /[{]/.test(url) || isLoopbackUrl(url);
};

describe.each(named(callable))('the row of %s', (_id, row) => {
  it('has https addresses, or those of a server of the operator', () => {
    for (const url of Object.values(row.baseUrl)) {
      if (url !== '{baseUrl}' && !isLoopbackUrl(url)) expect(url).toMatch(/^https:\/\/[^/]+(\/[^\s?]*)?$/);
    }
    expect(row.docs).toMatch(/^https:\/\//);
    expect(row.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it('has a default model for each capability, unless the operator decides what is served', () => {
    const capabilities = Object.keys(row.capabilities).sort();
    if (isOperators(row)) expect(capabilities).toEqual(expect.arrayContaining(Object.keys(row.defaults)));
    else expect(Object.keys(row.defaults).sort()).toEqual(capabilities);
    expect(new Set(row.models).size).toBe(row.models?.length ?? 0);
    expect(row.models ?? []).not.toContain(row.defaults.chat);
  });

  it('says for every name in its addresses where the value comes from', () => {
    const names = Object.values(row.baseUrl).flatMap((url) =>
      [...url.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name),
    );
    for (const name of names) expect(row.settings?.[name ?? '']?.env.length ?? 0, name).toBeGreaterThan(0);
  });

  it('is a profile only of a row that exists, and one that asks something else', () => {
    if (row.profileOf === undefined) return;
    const base = providers.find(({ id }) => id === row.profileOf);
    expect(base, row.profileOf).toBeDefined();
    const differs = ({ baseUrl, defaults, auth }: ProviderDefinition) => JSON.stringify([baseUrl, defaults, auth]);
    expect(differs(row)).not.toBe(base === undefined ? '' : differs(base));
  });
});

it('no row is a copy of another under a new name', () => {
  const variables = (row: ProviderDefinition) => Object.values(row.settings ?? {}).map(({ env }) => env);
  const authOf = ({ auth }: { readonly auth: AuthScheme }) => JSON.stringify(auth);
  const seen = new Map<string, string>();
  for (const row of callable) {
    const key = [
      baseUrlOf(row, config),
      JSON.stringify(row.defaults),
      authOf(row),
      JSON.stringify(variables(row)),
    ].join(' ');
    expect(seen.get(key), row.id).toBeUndefined();
    seen.set(key, row.id);
  }
});

describe.each(named(uncallable))('%s, which nobody can call', (id, row) => {
  it('answers unavailable with what stands in for it', async () => {
    const failure = await resolveModel(id, 'chat', { catalogue, clock: createFakeClock() }).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: 'unavailable', provider: id });
    expect(failure.hint).toContain(row.replacedBy ?? row.docs);
  });

  it('claims nothing', () => {
    expect(row.capabilities).toEqual({});
    expect(row.baseUrl).toEqual({});
    expect(PROVIDER_STATUSES).toContain(row.status);
  });
});
