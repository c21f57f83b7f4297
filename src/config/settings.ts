import type { Settings } from './settings-schema.ts';

export type { Settings };
export type SettingName = Exclude<keyof Settings, '$schema' | 'providers'>;

/** The environment variable of every setting. Lists are separated by commas (folders by the path separator). */
export const ENVIRONMENT: Readonly<Record<SettingName, string>> = {
  home: 'LLMKIT_HOME',
  roots: 'LLMKIT_ROOTS',
  output: 'LLMKIT_OUTPUT',
  tools: 'LLMKIT_TOOLS',
  policy: 'LLMKIT_POLICY',
  localPatienceMs: 'LLMKIT_LOCAL_PATIENCE_MS',
  sensitive: 'LLMKIT_SENSITIVE',
  sensitiveWords: 'LLMKIT_SENSITIVE_WORDS',
  sensitivePatterns: 'LLMKIT_SENSITIVE_PATTERNS',
  sensitiveAction: 'LLMKIT_SENSITIVE_ACTION',
  embedModel: 'LLMKIT_EMBED_MODEL',
  store: 'LLMKIT_STORE',
  stream: 'LLMKIT_STREAM',
  callDeadlineMs: 'LLMKIT_CALL_DEADLINE_MS',
  inlineBytes: 'LLMKIT_INLINE_BYTES',
  artifactBytes: 'LLMKIT_ARTIFACT_BYTES',
  artifactDays: 'LLMKIT_ARTIFACT_DAYS',
  voiceSessions: 'LLMKIT_VOICE_SESSIONS',
  voiceSessionsEach: 'LLMKIT_VOICE_SESSIONS_EACH',
  log: 'LLMKIT_LOG',
  discover: 'LLMKIT_DISCOVER',
  stateUrl: 'LLMKIT_STATE_URL',
  budgetUsdCall: 'LLMKIT_BUDGET_USD_CALL',
  budgetUsdSession: 'LLMKIT_BUDGET_USD_SESSION',
  budgetUsdDay: 'LLMKIT_BUDGET_USD_DAY',
  egressAllow: 'LLMKIT_EGRESS_ALLOW',
  authTokens: 'LLMKIT_AUTH_TOKENS',
  oauthIssuer: 'LLMKIT_OAUTH_ISSUER',
  oauthAudience: 'LLMKIT_OAUTH_AUDIENCE',
  oauthScopes: 'LLMKIT_OAUTH_SCOPES',
  allowedHosts: 'LLMKIT_ALLOWED_HOSTS',
  allowedOrigins: 'LLMKIT_ALLOWED_ORIGINS',
  publicUrl: 'LLMKIT_PUBLIC_URL',
  record: 'LLMKIT_RECORD',
  replay: 'LLMKIT_REPLAY',
  replayStrict: 'LLMKIT_REPLAY_STRICT',
};

export const SECRET_SETTINGS: readonly SettingName[] = ['authTokens'];
export const SETTING_NAMES = Object.keys(ENVIRONMENT).filter((name): name is SettingName => name in ENVIRONMENT);

/** Settings that take any text: there is nothing about them to check. */
export const FREE_TEXT: ReadonlySet<string> = new Set<SettingName>([
  'home',
  'roots',
  'output',
  'tools',
  'embedModel',
  'store',
  'stateUrl',
  'egressAllow',
  'authTokens',
  'allowedHosts',
  'allowedOrigins',
  'oauthAudience',
  'record',
  'replay',
]);
