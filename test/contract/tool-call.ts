import { onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { Clock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { LOCAL_PRINCIPAL, type Principal, type Progress } from '../../src/core/tool.ts';
import { callTool } from '../../src/server/call-tool.ts';
import { shippedParts } from '../../src/server/parts.ts';
import { type TestSettings, testConfig } from '../config.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

/** The providers that these tests call, each with the variable of its key. */
const KEYS = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GEMINI_API_KEY',
  mistral: 'MISTRAL_API_KEY',
  openrouter: 'OPENROUTER_API_KEY',
};

export type Reached = keyof typeof KEYS;

export type ServerSettings = Partial<TestSettings> & {
  /** Whose key is set and who is on loopback; a policy chooses among them. Default: the first three. */
  readonly reach?: readonly Reached[];
  readonly log?: Log;
  readonly clock?: Clock;
  readonly variables?: Readonly<Record<string, string>>;
};

export type Called = {
  readonly isError: boolean;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the fields of its own tool
  readonly result: any;
};

export type CallMore = {
  readonly signal?: AbortSignal;
  readonly progress?: (update: Progress) => void;
  readonly principal?: Principal;
};

/** The whole server below its transport: the real tools, pipeline, families and sockets, against a loopback provider. */
export async function serverFor(
  upstream: Upstream,
  { log, clock, variables = {}, reach = ['openai', 'anthropic', 'google'], ...settings }: ServerSettings = {},
) {
  const baseUrl = upstream.url;
  const app = createApp({
    config: {
      ...testConfig({
        home: temporaryFolder(),
        keys: Object.fromEntries(reach.map((id) => [KEYS[id], `key-of-${id}`])),
        providers: Object.fromEntries(reach.map((id) => [id, { baseUrl }])),
        ...settings,
      }),
      variable: (name) => variables[name],
    },
    log,
    clock,
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= app.close();
    return closed;
  };
  onTestFinished(close);
  const { tools } = await shippedParts(app);
  const call = async (name: string, input: Record<string, unknown>, more: CallMore = {}): Promise<Called> => {
    const { content, structuredContent, isError } = await callTool({
      app,
      tools,
      name,
      arguments: input,
      principal: LOCAL_PRINCIPAL,
      signal: new AbortController().signal,
      ...more,
    });
    const [first] = content;
    return { isError: isError === true, text: first?.type === 'text' ? first.text : '', result: structuredContent };
  };
  return Object.assign(call, { close });
}

/** A loopback provider that goes with the test. */
export async function loopback(...first: Parameters<typeof startUpstream>): Promise<Upstream> {
  const upstream = await startUpstream(...first);
  onTestFinished(() => upstream.close());
  return upstream;
}

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  chunks: [JSON.stringify(body)],
});

export const sse = (...events: readonly unknown[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  chunks: events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`),
});
