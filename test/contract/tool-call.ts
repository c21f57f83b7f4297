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

/** Keys of the providers that these tests call; each is set. */
const KEYS = {
  OPENAI_API_KEY: 'key-of-openai',
  ANTHROPIC_API_KEY: 'key-of-anthropic',
  GEMINI_API_KEY: 'key-of-google',
};

export type ServerSettings = Partial<TestSettings> & {
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
export async function serverFor(upstream: Upstream, { log, clock, variables = {}, ...settings }: ServerSettings = {}) {
  const baseUrl = upstream.url;
  const app = createApp({
    config: {
      ...testConfig({
        home: temporaryFolder(),
        keys: KEYS,
        providers: { openai: { baseUrl }, anthropic: { baseUrl }, google: { baseUrl } },
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

/** An answer as OpenAI documents it. */
export const openaiAnswer = (content: string | null, message: object = {}, finish = 'stop') => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-5-mini-2025-08-07',
  choices: [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason: finish }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
});

/** An answer as Anthropic documents it. */
export const claudeAnswer = (content: readonly unknown[], stop = 'end_turn') => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5',
  content,
  stop_reason: stop,
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5 },
});

/** An answer as Google documents it. */
export const geminiAnswer = (parts: readonly unknown[], finish = 'STOP') => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: finish }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
  modelVersion: 'gemini-3.8-flash',
});

/** The same short text in the shape of whichever of the three is asked. */
export const answerFor = (path: string, text: string): unknown => {
  if (path.endsWith('/chat/completions')) return openaiAnswer(text);
  return path.endsWith('/messages') ? claudeAnswer([{ type: 'text', text }]) : geminiAnswer([{ text }]);
};
