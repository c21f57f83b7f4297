import { delimiter } from 'node:path';
import { nearest } from '../core/nearest.ts';
import { ENVIRONMENT, SETTING_NAMES, type SettingName } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const COMMA_LISTS: ReadonlySet<SettingName> = new Set([
  'egressAllow',
  'authTokens',
  'allowedHosts',
  'allowedOrigins',
  'oauthScopes',
  'sensitive',
  'sensitiveWords',
]);
const NUMBERS: ReadonlySet<SettingName> = new Set([
  'localPatienceMs',
  'callDeadlineMs',
  'inlineBytes',
  'artifactBytes',
  'artifactDays',
  'voiceSessions',
  'voiceSessionsEach',
  'budgetUsdCall',
  'budgetUsdSession',
  'budgetUsdDay',
]);

const SWITCHES: ReadonlySet<SettingName> = new Set(['discover', 'replayStrict']);
const OFF = new Set(['0', 'false', 'no', 'off']);
const split = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** A variable's text as the value that the settings schema checks. A wrong number stays text, and is refused there. */
function parse(name: SettingName, text: string): unknown {
  if (name === 'roots') return split(text, delimiter);
  // A comma is too common inside of one.
  if (name === 'sensitivePatterns') return [text];
  if (COMMA_LISTS.has(name)) return split(text, ',');
  if (SWITCHES.has(name)) return !OFF.has(text.toLowerCase());
  if (NUMBERS.has(name)) return Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

/** What hosts of bundles leave in place of an option that their user did not fill in. */
const UNFILLED = /^\$\{user_config\.[^}]*\}$/;

/** A variable's or argument's text; nothing for one that is empty, or that a host of bundles did not fill in. */
export const textOf = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || UNFILLED.test(text) ? undefined : text;

/** The server-wide settings that the environment holds. Empty variables count as unset. */
export function settingsFromEnvironment(environment: Environment): Partial<Record<SettingName, unknown>> {
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const text = textOf(environment[ENVIRONMENT[name]]);
    if (text !== undefined) settings[name] = parse(name, text);
  }
  return settings;
}

const OURS = 'LLMKIT_';

/**
 * Variables with our prefix that no setting has, but one has nearly: a mistyped policy would leave the server open without a
 * word. Those of providers and engines are told by being like none.
 */
export function mistypedVariables(
  environment: Environment,
): readonly { readonly name: string; readonly meant: string }[] {
  const known = Object.values(ENVIRONMENT);
  const suffixes = known.map((name) => name.slice(OURS.length));
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith(OURS) || known.includes(name) || /_TIMEOUT_MS$/.test(name)) return [];
    const [meant] = nearest(name.slice(OURS.length), suffixes, 1);
    return meant === undefined ? [] : [{ name, meant: OURS + meant }];
  });
}

/** `MISTRAL_EU` → `mistral-eu`: a provider's variables begin with its id in upper snake case. */
const providerId = (prefix: string): string => prefix.toLowerCase().replaceAll('_', '-');

const PROVIDER_VARIABLES = [
  { pattern: /^([A-Z0-9_]+)_BASE_URL$/, field: 'baseUrl' },
  { pattern: /^([A-Z0-9_]+)_WS_URL$/, field: 'wsUrl' },
  { pattern: /^LLMKIT_([A-Z0-9_]+)_TIMEOUT_MS$/, field: 'timeoutMs' },
] as const;

export type ProviderOverride = { readonly baseUrl?: string; readonly wsUrl?: string; readonly timeoutMs?: number };

/** `<ID>_BASE_URL`, `<ID>_WS_URL` and `LLMKIT_<ID>_TIMEOUT_MS`, by provider id. */
export function providerOverrides(environment: Environment): ReadonlyMap<string, ProviderOverride> {
  const overrides = new Map<string, ProviderOverride>();
  for (const [name, value] of Object.entries(environment)) {
    const text = textOf(value);
    for (const { pattern, field } of text === undefined ? [] : PROVIDER_VARIABLES) {
      const prefix = pattern.exec(name)?.[1];
      if (prefix === undefined) continue;
      const id = providerId(prefix);
      overrides.set(id, { ...overrides.get(id), [field]: field === 'timeoutMs' ? Number(text) : text });
    }
  }
  return overrides;
}
