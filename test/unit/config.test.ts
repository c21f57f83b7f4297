import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mistypedVariables } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ENVIRONMENT } from '../../src/config/settings.ts';
import { FURTHER, wholeEnvironment } from '../../src/config/whole-environment.ts';
import { Secret } from '../../src/core/secret.ts';
import { verifies } from '../requirements.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmkit-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (environment: Record<string, string> = {}, flags = {}) =>
  loadConfig({ environment, workingFolder: folder, flags });
const write = (settings: unknown) => writeFileSync(join(folder, 'llmkit.config.json'), JSON.stringify(settings));

describe(verifies('config.precedence'), () => {
  it('takes the file over the default', async () => {
    write({ policy: 'cheap' });
    expect((await load()).config.policy).toBe('cheap');
  });

  it('takes the environment over the file', async () => {
    write({ policy: 'cheap' });
    expect((await load({ LLMKIT_POLICY: 'fast' })).config.policy).toBe('fast');
  });

  it('takes the command line over the environment', async () => {
    const { config, origins } = await load({ LLMKIT_TOOLS: 'all' }, { tools: 'chat' });
    expect(config.tools).toBe('chat');
    expect(origins.tools).toBe('command line');
  });

  it('lays a provider’s variables over its entry in the file', async () => {
    write({ providers: { 'mistral-eu': { baseUrl: 'https://file.example/v1', region: 'eu' } } });
    const { config } = await load({
      MISTRAL_EU_BASE_URL: 'http://127.0.0.1:9/v1',
      LLMKIT_MISTRAL_EU_TIMEOUT_MS: '1500',
    });
    expect(config.providers['mistral-eu']).toEqual({ baseUrl: 'http://127.0.0.1:9/v1', region: 'eu', timeoutMs: 1500 });
  });
});

describe(verifies('config.unknown-key'), () => {
  it('names the nearest known setting', async () => {
    write({ polciy: 'cheap' });
    await expect(load()).rejects.toThrow('Unknown setting polciy. Did you mean policy?');
  });

  it('names the nearest setting of a provider', async () => {
    write({ providers: { openai: { baseurl: 'https://a.example' } } });
    await expect(load()).rejects.toThrow('Did you mean baseUrl?');
  });
});

describe('a mistyped variable', () => {
  it('is told with the one that was meant', () => {
    const found = mistypedVariables({ LLMKIT_POLCY: 'private', LLMKIT_POLICY: 'auto', OTHER_POLCY: 'x' });
    expect(found).toEqual([{ name: 'LLMKIT_POLCY', meant: 'LLMKIT_POLICY' }]);
  });

  it.each([
    'LLMKIT_LLM_MODEL',
    'LLMKIT_GOOGLE_ADC',
    'LLMKIT_MISTRAL_EU_TIMEOUT_MS',
    FURTHER,
    ...Object.values(ENVIRONMENT),
  ])('is not %s', (name) => {
    expect(mistypedVariables({ [name]: 'x' })).toEqual([]);
  });
});

describe('variables in one', () => {
  it('are read as if each were set, and give way to one that is', () => {
    const environment = wholeEnvironment({
      LLMKIT_VARIABLES: 'DEEPGRAM_API_KEY=a=b/c+d,e; LLMKIT_POLICY=private\n OPENAI_API_KEY=further',
      OPENAI_API_KEY: '',
      LLMKIT_POLICY: 'fast',
    });
    expect(environment).toMatchObject({
      DEEPGRAM_API_KEY: 'a=b/c+d,e',
      OPENAI_API_KEY: 'further',
      LLMKIT_POLICY: 'fast',
    });
  });

  it('are refused without a word of them when one is no variable', () => {
    const broken = () => wholeEnvironment({ LLMKIT_VARIABLES: 'A=1 sk-canary' });
    expect(broken).toThrow('LLMKIT_VARIABLES: item 2 is not NAME=value.');
    expect(broken).not.toThrow('sk-canary');
  });
});

describe('bad values', () => {
  it('names the variable that holds a wrong number', async () => {
    await expect(load({ LLMKIT_CALL_DEADLINE_MS: 'soon' })).rejects.toThrow('LLMKIT_CALL_DEADLINE_MS');
  });

  it.each([
    ['a scheme that is not known', 'postgres://user:canary@db/llmkit', 'file: or redis://'],
    ['a file that file arguments could reach', 'file:notes.sqlite', 'folder that callers may read from'],
  ])('refuses a state at %s', async (_, stateUrl, expected) => {
    const refused = load({ LLMKIT_STATE_URL: stateUrl });
    await expect(refused).rejects.toThrow(expected);
    await expect(refused).rejects.not.toThrow('canary');
  });

  it('says which file is not JSON', async () => {
    writeFileSync(join(folder, 'llmkit.config.json'), '{');
    await expect(load()).rejects.toThrow('llmkit.config.json is not valid JSON');
  });

  it('refuses a --config file that is missing', async () => {
    await expect(loadConfig({ environment: {}, workingFolder: folder, file: 'none.json' })).rejects.toThrow(
      'none.json does not exist',
    );
  });
});

const unfilled = (option: string): string => `\${user_config.${option}}`;

describe('an option of a bundle that its user did not fill in', () => {
  it('counts as unset, whatever the host leaves in its place', async () => {
    const { config, origins } = await load({
      OPENAI_API_KEY: unfilled('openai_api_key'),
      OPENAI_BASE_URL: unfilled('openai_base_url'),
      LLMKIT_BUDGET_USD_DAY: unfilled('budget_usd_day'),
      LLMKIT_POLICY: '',
    });
    expect(config.secret('OPENAI_API_KEY')).toBeUndefined();
    expect(config.variable('OPENAI_API_KEY')).toBeUndefined();
    expect(config.providers).toEqual({});
    expect(config.budget.day).toBeUndefined();
    expect(origins).toMatchObject({ budgetUsdDay: 'default', policy: 'default' });
  });
});

describe('roots', () => {
  it('are the data folder and the working folder by default', async () => {
    expect((await load({ LLMKIT_HOME: join(folder, 'data') })).config.roots).toEqual([folder, join(folder, 'data')]);
  });

  it('leave out the working folder when it is the home folder or the whole disk', async () => {
    for (const workingFolder of [homedir(), '/']) {
      const { config } = await loadConfig({ environment: { LLMKIT_HOME: '/data' }, workingFolder });
      expect(config.roots).toEqual(['/data']);
    }
  });

  it('have the output folder in them, so that a copy can be handed on', async () => {
    const output = join(folder, 'pictures');
    const { config } = await load({ LLMKIT_HOME: '/data', LLMKIT_ROOTS: '/documents', LLMKIT_OUTPUT: 'pictures' });
    expect(config).toMatchObject({ output, roots: ['/documents', output] });
  });

  it('know no output folder over HTTP, where callers share the machine', async () => {
    const environment = { LLMKIT_HOME: '/data', LLMKIT_OUTPUT: folder };
    const { config } = await loadConfig({ environment, workingFolder: '/', isHttp: true });
    expect(config).toMatchObject({ output: undefined, roots: ['/data'] });
  });

  it('are only the data folder over HTTP', async () => {
    const { config } = await loadConfig({ environment: { LLMKIT_HOME: '/data' }, workingFolder: folder, isHttp: true });
    expect(config.roots).toEqual(['/data']);
  });
});

describe(verifies('secrets.unprintable'), () => {
  const secret = new Secret('sk-canary');

  it.each([
    ['String', () => String(secret)],
    ['a template', () => `${secret}`],
    ['JSON', () => JSON.stringify({ secret })],
    ['inspect', () => inspect({ secret }, { showHidden: true, depth: 9 })],
    ['a clone', () => inspect({ ...secret })],
  ])('%s does not show it', (_, print) => {
    expect(print()).not.toContain('canary');
  });
});
