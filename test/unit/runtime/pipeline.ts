import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import { bearer } from '../../../src/core/auth.ts';
import type { Capabilities } from '../../../src/core/capability.ts';
import type { ChatCapability, ChatOptions, ChatRequest, ChatResult } from '../../../src/core/chat.ts';
import type { Endpoint } from '../../../src/core/endpoint.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { ModelFacts, ProviderDefinition } from '../../../src/core/provider.ts';
import type { Progress, ToolCall } from '../../../src/core/tool.ts';
import { createCatalogue } from '../../../src/runtime/catalogue.ts';
import { createExecute, type ExecuteParts } from '../../../src/runtime/execute.ts';
import { openState } from '../../../src/runtime/state.ts';
import { type TestSettings, testConfig } from '../../config.ts';
import { noNetwork } from '../../endpoint.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { memoryArtifacts } from '../../memory-artifacts.ts';

export const answer = (text: string, more: Partial<ChatResult> = {}): ChatResult => ({
  text,
  reasoning: '',
  toolCalls: [],
  finishReason: 'stop',
  usage: { input: 10, output: 5 },
  raw: { provider: 'test', items: [{ text }] },
  ...more,
});

/** What one scripted request does: answers, or throws. */
export type Step = ChatResult | Error | ((request: ChatRequest, options: ChatOptions) => Promise<ChatResult>);

export type Scripted = ChatCapability & { readonly requests: ChatRequest[] };

/** A chat that plays its steps in order; the last one repeats. */
export function scripted(...steps: readonly Step[]): Scripted {
  const requests: ChatRequest[] = [];
  return {
    requests,
    async chat(request, options) {
      const step = steps[Math.min(requests.length, steps.length - 1)];
      requests.push(request);
      if (step instanceof Error) throw step;
      if (step === undefined) throw new Error('A script needs a step.');
      return typeof step === 'function' ? step(request, options) : step;
    },
  };
}

/** Ends only when it is aborted. */
export const hang: Step = (_request, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export function provider(
  id: string,
  parts: Partial<
    Pick<Capabilities, 'chat' | 'embed' | 'rerank' | 'transcribe' | 'speak' | 'image' | 'video' | 'search' | 'parse'>
  > &
    Partial<Omit<ProviderDefinition, 'id' | 'capabilities'>>,
): ProviderDefinition {
  const { chat, embed, rerank, transcribe, speak, image, video, search, parse, ...more } = parts;
  return {
    id,
    name: id,
    docs: `https://${id}.example/docs`,
    status: 'ga',
    checked: '2026-11-22',
    baseUrl: { global: `https://${id}.example` },
    auth: bearer(`${id.toUpperCase()}_API_KEY`),
    capabilities: {
      ...(chat && { chat: () => chat }),
      ...(embed && { embed: () => embed }),
      ...(rerank && { rerank: () => rerank }),
      ...(transcribe && { transcribe: () => transcribe }),
      ...(speak && { speak: () => speak }),
      ...(image && { image: () => image }),
      ...(video && { video: () => video }),
      ...(search && { search: () => search }),
      ...(parse && { parse: () => parse }),
    },
    defaults: {
      ...(chat && { chat: 'small' }),
      ...(embed && { embed: 'vectors' }),
      ...(rerank && { rerank: 'judge' }),
      ...(transcribe && { transcribe: 'ear' }),
      ...(speak && { speak: 'mouth' }),
      ...(image && { image: 'brush' }),
      ...(video && { video: 'camera' }),
      ...(search && { search: 'web' }),
      ...(parse && { parse: 'reader' }),
    },
    ...more,
  };
}

export type PipelineOptions = {
  readonly settings?: Partial<TestSettings>;
  readonly modelFacts?: Readonly<Record<string, readonly ModelFacts[]>>;
  readonly clock?: ReturnType<typeof createFakeClock>;
  readonly limits?: ExecuteParts['limits'];
  readonly createEndpoint?: (definition: ProviderDefinition) => Endpoint;
  readonly home?: string;
  readonly download?: ExecuteParts['download'];
  /** Those of another process on the same data folder. */
  readonly artifacts?: ReturnType<typeof memoryArtifacts>;
};

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'llmkit-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The pipeline over scripted providers, with every key set, its own data folder and time that stands still. */
export function pipeline(definitions: readonly ProviderDefinition[], options: PipelineOptions = {}) {
  const clock = options.clock ?? createFakeClock();
  const home = options.home ?? temporaryFolder();
  const keys = Object.fromEntries(definitions.map(({ id }) => [`${id.toUpperCase()}_API_KEY`, 'test-key']));
  const config = testConfig({ home, keys, ...options.settings });
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const catalogue = createCatalogue({
    config,
    clock,
    log: silentLog,
    definitions,
    modelFacts: options.modelFacts ?? {},
    wires: {},
    createEndpoint: options.createEndpoint ?? (() => noNetwork),
  });
  const artifacts = options.artifacts ?? memoryArtifacts();
  const execute = createExecute({
    config,
    clock,
    log: silentLog,
    state,
    catalogue,
    artifacts: async () => artifacts,
    limits: options.limits,
    ...(options.download && { download: options.download }),
  });
  return { ...execute, catalogue, clock, state, config, home, artifacts };
}

/** A call of a tool by the local user. */
export function toolCall(
  more: Partial<ToolCall> & { readonly onProgress?: (update: Progress) => void } = {},
): ToolCall {
  const { onProgress, ...rest } = more;
  return {
    // The pipeline never reaches for the App; a tool's own tests give a whole one.
    app: {} as App,
    callId: 'call-1',
    tool: 'chat',
    principal: { tenant: 'local', subject: 'local' },
    signal: new AbortController().signal,
    ...(onProgress && { progress: onProgress }),
    ...rest,
  };
}

export const hello = { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] } as const;
