import type { Config } from '../src/core/config.ts';
import { Secret } from '../src/core/secret.ts';

export type TestSettings = Partial<Omit<Config, 'secret' | 'variable'>> & {
  readonly home: string;
  /** Environment variables, those that hold keys among them. */
  readonly keys?: Readonly<Record<string, string>>;
};

/** A whole configuration with the defaults of a server that nobody configured, discovery off. */
export function testConfig({ keys = {}, ...settings }: TestSettings): Config {
  return {
    roots: [settings.home],
    tools: 'default',
    policy: 'auto',
    stream: 'auto',
    callDeadlineMs: 45_000,
    inlineBytes: 700_000,
    artifactBytes: 10_000_000_000,
    artifactDays: 30,
    voiceSessions: 200,
    voiceSessionsEach: 20,
    logLevel: 'silent',
    discover: false,
    stateUrl: 'file:',
    budget: {},
    egressAllow: [],
    http: { authTokens: [], allowedHosts: [], allowedOrigins: [] },
    providers: {},
    secret: (name) => {
      const value = keys[name];
      return value === undefined ? undefined : new Secret(value);
    },
    variable: (name) => keys[name],
    ...settings,
  };
}
