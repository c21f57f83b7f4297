import { z } from 'zod';
import { POLICIES, SENSITIVE_KINDS } from '../core/config.ts';

const list = z.array(z.string());

/** What may stand under one provider's id in the configuration file. */
export const providerSettings = z.strictObject({
  baseUrl: z.url().optional().describe("Replaces the provider's base URL, path prefix included"),
  wsUrl: z.url().optional().describe('Replaces the WebSocket base URL'),
  timeoutMs: z.int().positive().optional().describe('Time to the first byte of an answer, in milliseconds'),
  region: z.string().optional().describe("One of the provider's regions"),
  default: z.string().optional().describe('The model used when only the provider is named'),
  models: list.optional().describe('Further model ids that this provider serves'),
  headers: z.record(z.string(), z.string()).optional().describe('Headers sent with every request'),
  wire: z.string().optional().describe('The protocol of a provider that only this file knows, such as openai-chat'),
  env: list.optional().describe('The variables that may hold the key of such a provider'),
});

/**
 * The configuration file and, key by key, the environment and the command line. `llmkit.schema.json` is made from it.
 */
export const settingsSchema = z.strictObject({
  $schema: z.string().optional(),
  home: z.string().optional().describe("The data folder; default: the platform's"),
  roots: list.optional().describe('Folders that file arguments may lie in'),
  output: z
    .string()
    .optional()
    .describe('Folder that gets a copy of what tools make, under a readable name; not over HTTP'),
  tools: z.string().optional().describe('default, all, search, or a comma list of tools and groups'),
  policy: z.enum(POLICIES).optional().describe('How a model is chosen when the caller names none'),
  localPatienceMs: z
    .int()
    .positive()
    .optional()
    .describe('With local-first: how long an engine of this machine may think before another is asked, in ms'),
  sensitive: z.array(z.enum(SENSITIVE_KINDS)).optional().describe('Kinds of data that are kept on this machine'),
  sensitiveWords: list.optional().describe('Words that are kept on this machine, in any case'),
  sensitivePatterns: list.optional().describe('Regular expressions of what is kept on this machine'),
  sensitiveAction: z
    .enum(['local', 'refuse'])
    .optional()
    .describe('What happens to a call with such data: asked of this machine alone (the default), or refused'),
  embedModel: z
    .string()
    .optional()
    .describe(
      'What embeds documents when a call names no model; default: the embedded engine, so that nothing leaves the machine',
    ),
  store: z.string().optional().describe('The vector store of new collections; default: sqlite'),
  stream: z.enum(['auto', 'always', 'never']).optional().describe('When answers are asked for as a stream'),
  callDeadlineMs: z.int().positive().optional().describe('After this time a call goes on in the background'),
  inlineBytes: z.int().nonnegative().optional().describe('The largest media sent inside a result, counted as base64'),
  artifactBytes: z.int().positive().optional().describe('Room for artifacts; the oldest go first. Default 10 GB'),
  artifactDays: z.number().positive().optional().describe('Artifacts go so many days after their last use. Default 30'),
  voiceSessions: z.int().nonnegative().optional().describe('Live voice sessions at a time. Default 200'),
  voiceSessionsEach: z.int().nonnegative().optional().describe('Of one caller at a time. Default 20'),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  discover: z.boolean().optional().describe('Find model servers that listen on this machine'),
  stateUrl: z
    .string()
    .optional()
    .describe(
      'Where jobs, ledger and budgets are kept: file:PATH, or redis://… for several servers. Default: a file in the data folder',
    ),
  budgetUsdCall: z.number().positive().optional().describe('A call may cost so much, in US dollars'),
  budgetUsdSession: z.number().positive().optional().describe('The calls of a session may cost so much, in US dollars'),
  budgetUsdDay: z.number().positive().optional().describe('The calls of a day may cost so much, in US dollars'),
  egressAllow: list.optional().describe('Origins that URLs from callers may reach although private or plain http'),
  authTokens: list.optional().describe('Bearer tokens that open the HTTP server'),
  oauthIssuer: z.url().optional(),
  oauthAudience: z.string().optional(),
  oauthScopes: z
    .array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/))
    .optional()
    .describe('Scopes that a token of the issuer must carry, all of them; default: none'),
  allowedHosts: list.optional().describe('Host names that the HTTP server answers to'),
  allowedOrigins: list.optional().describe('Browser origins that may call the HTTP server'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The address under which clients reach the HTTP server, for links, where a proxy stands before it'),
  record: z.string().optional().describe('Write every exchange with a provider to this folder, without secrets'),
  replay: z.string().optional().describe('Answer from the recordings in this folder'),
  replayStrict: z.boolean().optional().describe('Fail where no recording answers, instead of asking the network'),
  providers: z.record(z.string(), providerSettings).optional(),
});

export type Settings = z.output<typeof settingsSchema>;
