import { noAuth } from '../../src/core/auth.ts';
import type { ChatCapability, ChatResult } from '../../src/core/chat.ts';
import { silentLog } from '../../src/core/log.ts';
import type { CapabilityFactory } from '../../src/core/provider.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { anthropicMessages } from '../../src/wire/anthropic-messages/anthropic-messages.ts';
import { bedrockClaude } from '../../src/wire/anthropic-messages/clouds.ts';
import { bedrockConverse } from '../../src/wire/bedrock-converse/bedrock-converse.ts';
import { gemini } from '../../src/wire/gemini/gemini.ts';
import { openaiChat } from '../../src/wire/openai-chat/openai-chat.ts';
import { openaiResponses } from '../../src/wire/openai-responses/openai-responses.ts';
import type { Recording } from '../upstream.ts';

const FAMILIES: Readonly<Record<string, CapabilityFactory<'chat'>>> = {
  'chat.completions': openaiChat(),
  responses: openaiResponses({ statesCost: true }),
  messages: anthropicMessages(),
  generateContent: gemini(),
  converse: bedrockConverse(),
  invoke: anthropicMessages(bedrockClaude),
};

const CHAT_AND_RESPONSES = ['responses', 'chat.completions'];
/** Whose rows speak something else than chat completions. */
const SPOKEN: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['messages'],
  google: ['generateContent'],
  vertex: ['generateContent'],
  'vertex-anthropic': ['messages'],
  bedrock: ['converse'],
  openai: CHAT_AND_RESPONSES,
  'azure-openai': CHAT_AND_RESPONSES,
  xai: CHAT_AND_RESPONSES,
  'meta-model-api': CHAT_AND_RESPONSES,
  cohere: ['chat', 'chat.completions'],
  ollama: ['chat', 'chat.completions'],
};

/** Whether a provider's row understands the answers of a protocol. */
export const speaks = (provider: string, api: string): boolean =>
  (SPOKEN[provider] ?? ['chat.completions']).includes(api);

/** Whether some family reads a recording: `chat` is the name of several vendors' own protocols, a batch is none of them. */
export const isReadable = ({ provider, api, request }: Recording): boolean =>
  (api !== 'chat' || speaks(provider, api)) && request?.url.endsWith(':batchGenerateContent') !== true;

/** The recording's own provider row where it speaks this protocol, else the family as it is. */
export function chatFor({ provider, api }: Pick<Recording, 'provider' | 'api'>): CapabilityFactory<'chat'> {
  const isOwn = api !== 'invoke' && speaks(provider, api);
  const row = isOwn ? providers.find(({ id }) => id === provider)?.capabilities.chat : undefined;
  const family = row ?? FAMILIES[api];
  if (family === undefined) throw new Error(`No family speaks ${api}.`);
  return family;
}

/** The chat of a recording's provider over a loopback endpoint. */
export function chatAt(url: string, recording: Pick<Recording, 'provider' | 'api'>): ChatCapability {
  const endpoint = createEndpoint({
    definition: { id: recording.provider, name: recording.provider, baseUrl: { global: url }, auth: noAuth },
    config: { providers: {}, secret: () => undefined, variable: () => undefined },
    log: silentLog,
  });
  return chatFor(recording)(endpoint, { dataFolder: '/nowhere', log: silentLog });
}

/** One small question to a loopback provider, through endpoint and family. */
export const ask = (
  url: string,
  recording: Pick<Recording, 'provider' | 'api'>,
  stream: boolean,
  signal = new AbortController().signal,
): Promise<ChatResult> =>
  chatAt(url, recording).chat(
    { model: 'model-1', messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] },
    { signal, stream },
  );
