import type { ChatRequest } from '../../../src/core/chat.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { CapabilityFactory } from '../../../src/core/provider.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { openaiChat } from '../../../src/wire/openai-chat/openai-chat.ts';
import { openaiChatDialect } from '../../../src/wire/openai-responses/openai-dialect.ts';
import { jsonAnswer, noNetwork } from '../../endpoint.ts';
import { user } from './harness.ts';

export type Body = Readonly<Record<string, unknown>> & {
  readonly messages: readonly Readonly<Record<string, unknown>>[];
};

/** Doors to chat completions of rows that go through another one. */
const DOORS: Readonly<Record<string, CapabilityFactory<'chat'>>> = { openai: openaiChat(openaiChatDialect) };

/** What a provider's row sends over this wire, and the notes that come with its answer. */
export async function sent(
  provider: string,
  request: Partial<ChatRequest>,
  stream = false,
): Promise<{ body: Body; notes: readonly string[] }> {
  let body: unknown;
  const chat = DOORS[provider] ?? providers.find(({ id }) => id === provider)?.capabilities.chat;
  if (chat === undefined) throw new Error(`${provider} has no chat.`);
  const answer = { choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }] };
  const endpoint = {
    ...noNetwork,
    provider,
    send: async (_path: string, sentBody: unknown) => {
      body = sentBody;
      return jsonAnswer(async () => answer);
    },
  };
  const full: ChatRequest = { model: 'm', messages: [user('hello')], ...request };
  const result = await chat(endpoint, { dataFolder: '', log: silentLog }).chat(full, {
    signal: new AbortController().signal,
    stream,
  });
  // Every body of this family has messages.
  return { body: body as Body, notes: result.notes ?? [] };
}
