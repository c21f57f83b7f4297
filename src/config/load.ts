import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config, ProviderConfig, SensitiveRules } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import { usdToMicro } from '../core/money.ts';
import { Secret } from '../core/secret.ts';
import { isReachable, STATE_FILE, statePlace } from '../core/state-place.ts';
import {
  type Environment,
  type ProviderOverride,
  providerOverrides,
  settingsFromEnvironment,
  textOf,
} from './environment.ts';
import { defaultHome, defaultRoots, userConfigFolder } from './paths.ts';
import { ENVIRONMENT, FREE_TEXT, SETTING_NAMES, type SettingName, type Settings } from './settings.ts';

export type LoadOptions = {
  readonly environment: Environment;
  readonly workingFolder: string;
  /** Settings given on the command line; they win. */
  readonly flags?: Partial<Settings>;
  /** `--config`. */
  readonly file?: string;
  /** Over HTTP the working folder is no root. */
  readonly isHttp?: boolean;
};

/** Where a value comes from: `default`, `command line`, a variable or a file. */
export type Origins = Readonly<Record<SettingName | 'providers', string>>;
export type Loaded = { readonly config: Config; readonly settings: Settings; readonly origins: Origins };

const DEFAULTS = {
  tools: 'default',
  policy: 'auto',
  stream: 'auto',
  callDeadlineMs: 45_000,
  inlineBytes: 700_000,
  artifactBytes: 10_000_000_000,
  artifactDays: 30,
  voiceSessions: 200,
  voiceSessionsEach: 20,
  log: 'warn',
  discover: true,
} as const satisfies Partial<Settings>;

/** The effective configuration: command line, then environment, then file, then defaults. */
export async function loadConfig(options: LoadOptions): Promise<Loaded> {
  const { environment, workingFolder } = options;
  const file = findFile(options);
  const fromFile = file === undefined ? {} : await check(readSettings(file), file);
  const layers: readonly (readonly [origin: (name: SettingName) => string, values: Record<string, unknown>])[] = [
    [() => 'command line', options.flags ?? {}],
    [(name) => ENVIRONMENT[name], settingsFromEnvironment(environment)],
    [() => file ?? '', fromFile],
    [() => 'default', DEFAULTS],
  ];
  const merged: Record<string, unknown> = {};
  const origins: Record<string, string> = { providers: file ?? 'default' };
  for (const name of SETTING_NAMES) {
    const layer = layers.find(([, values]) => values[name] !== undefined);
    origins[name] = layer === undefined ? 'default' : layer[0](name);
    if (layer !== undefined) merged[name] = layer[1][name];
  }
  const settings = await check({ ...merged, providers: fromFile.providers }, origins);
  if (settings.replayStrict === true && settings.replay === undefined) {
    throw new ProviderError('invalid_input', {
      message: `A strict replay (${origins.replayStrict}) needs a folder of recordings.`,
      hint: 'Give --replay DIR or set LLMKIT_REPLAY.',
    });
  }
  return {
    config: configOf(settings, { environment, workingFolder, isHttp: options.isHttp ?? false }),
    settings,
    // One origin was set for each name of the record.
    origins: origins as Origins,
  };
}

function findFile({ file, workingFolder, environment }: LoadOptions): string | undefined {
  if (file !== undefined) {
    const path = resolve(workingFolder, file);
    if (existsSync(path)) return path;
    throw new ProviderError('invalid_input', { message: `The configuration file ${file} does not exist.` });
  }
  return [join(workingFolder, 'llmkit.config.json'), join(userConfigFolder(environment), 'llmkit.config.json')].find(
    (path) => existsSync(path),
  );
}

function readSettings(file: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (cause) {
    throw new ProviderError('invalid_input', { message: `${file} is not valid JSON.`, cause });
  }
  throw new ProviderError('invalid_input', { message: `${file} must hold one JSON object.` });
}

/**
 * The values as settings. `origin` says where a wrong one stands: one place for all, or a place for each.
 * The schema is loaded only when there is something to check: it is a tenth of the start-up of a server without settings.
 */
async function check(values: Record<string, unknown>, origin: string | Record<string, string>): Promise<Settings> {
  const isDefault = (name: string): boolean => typeof origin === 'object' && origin[name] === 'default';
  const stated = Object.keys(values).filter((name) => values[name] !== undefined && !isDefault(name));
  if (stated.every((name) => FREE_TEXT.has(name))) return values;
  const { checkSettings } = await import('./check-settings.ts');
  return checkSettings(values, origin);
}

/** Undefined where the operator names nothing, which costs calls nothing. */
function sensitiveRules(settings: Settings): SensitiveRules | undefined {
  const { sensitive: kinds = [], sensitiveWords: words = [], sensitivePatterns: patterns = [] } = settings;
  if (kinds.length + words.length + patterns.length === 0) return undefined;
  for (const pattern of patterns) {
    try {
      new RegExp(pattern, 'iu');
    } catch (cause) {
      throw new ProviderError('invalid_input', {
        message: `sensitivePatterns: ${pattern.slice(0, 80)} is no regular expression.`,
        cause,
      });
    }
  }
  return { kinds, words, patterns, action: settings.sensitiveAction ?? 'local' };
}

/** The configuration that checked settings make in an environment. */
export function configOf(
  settings: Settings,
  { environment, workingFolder, isHttp }: Required<Pick<LoadOptions, 'environment' | 'workingFolder' | 'isHttp'>>,
): Config {
  const home = resolve(workingFolder, settings.home ?? defaultHome(environment));
  const named = settings.roots?.map((root) => resolve(workingFolder, root));
  // Over HTTP callers share the machine with others: what one makes is no file for all.
  const output = isHttp || settings.output === undefined ? undefined : resolve(workingFolder, settings.output);
  // A result names the copy, and what names a file can be handed on.
  const roots = [...(named ?? defaultRoots(home, workingFolder, isHttp)), ...(output === undefined ? [] : [output])];
  const money = (usd: number | undefined) => (usd === undefined ? undefined : usdToMicro(usd));
  return {
    home,
    roots,
    output,
    tools: settings.tools ?? DEFAULTS.tools,
    policy: settings.policy ?? DEFAULTS.policy,
    localPatienceMs: settings.localPatienceMs,
    sensitive: sensitiveRules(settings),
    embedModel: settings.embedModel,
    store: settings.store,
    stream: settings.stream ?? DEFAULTS.stream,
    callDeadlineMs: settings.callDeadlineMs ?? DEFAULTS.callDeadlineMs,
    inlineBytes: settings.inlineBytes ?? DEFAULTS.inlineBytes,
    artifactBytes: settings.artifactBytes ?? DEFAULTS.artifactBytes,
    artifactDays: settings.artifactDays ?? DEFAULTS.artifactDays,
    voiceSessions: settings.voiceSessions ?? DEFAULTS.voiceSessions,
    voiceSessionsEach: settings.voiceSessionsEach ?? DEFAULTS.voiceSessionsEach,
    logLevel: settings.log ?? DEFAULTS.log,
    discover: settings.discover ?? DEFAULTS.discover,
    stateUrl: stateUrlOf(settings.stateUrl ?? 'file:', home, roots),
    budget: {
      call: money(settings.budgetUsdCall),
      session: money(settings.budgetUsdSession),
      day: money(settings.budgetUsdDay),
    },
    egressAllow: settings.egressAllow ?? [],
    http: {
      authTokens: (settings.authTokens ?? []).map((token) => new Secret(token)),
      allowedHosts: settings.allowedHosts ?? [],
      allowedOrigins: settings.allowedOrigins ?? [],
      oauthIssuer: settings.oauthIssuer,
      oauthAudience: settings.oauthAudience,
      oauthScopes: settings.oauthScopes,
      publicUrl: settings.publicUrl,
    },
    record: settings.record && resolve(workingFolder, settings.record),
    replay: settings.replay && resolve(workingFolder, settings.replay),
    replayStrict: settings.replayStrict,
    providers: withOverrides(settings.providers ?? {}, providerOverrides(environment)),
    secret: (name) => {
      const text = textOf(environment[name]);
      return text === undefined ? undefined : new Secret(text);
    },
    variable: (name) => textOf(environment[name]),
  };
}

/** Checked at the start: a server that counts money elsewhere than its operator thinks must not run. */
function stateUrlOf(stateUrl: string, home: string, roots: readonly string[]): string {
  const place = statePlace(stateUrl, home);
  if ('redis' in place) return stateUrl;
  if (isReachable(place.file, home, roots)) {
    throw new ProviderError('invalid_input', {
      message: 'LLMKIT_STATE_URL names a file in a folder that callers may read from.',
      hint: `Put it outside of LLMKIT_ROOTS, or directly in ${home} under a name that begins with ${STATE_FILE}.`,
    });
  }
  return `file:${place.file}`;
}

/** The file's entries with the environment's overrides laid over them, by provider id. */
function withOverrides(
  fromFile: Readonly<Record<string, ProviderConfig>>,
  overrides: ReadonlyMap<string, ProviderOverride>,
): Readonly<Record<string, ProviderConfig>> {
  const providers = new Map(Object.entries(fromFile));
  for (const [id, override] of overrides) providers.set(id, { ...providers.get(id), ...override });
  return Object.fromEntries(providers);
}
