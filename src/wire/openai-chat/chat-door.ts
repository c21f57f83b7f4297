import type { ChatCapability, ChatOptions, ChatRequest, ChatResult } from '../../core/chat.ts';
import type { Answer, Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { list, record, records, text } from '../read.ts';

/** The way to chat completions beside a provider's own wire. */
export type ChatDoor = {
  /** True once the operator's own server has shown that it serves a model over chat completions alone. */
  isOnly(model: string): boolean;
  chat(request: ChatRequest, options: ChatOptions): Promise<ChatResult>;
  /**
   * Sends over the provider's own wire. Where an operator's own server has no such path, the result of chat completions
   * instead: many servers in a provider's place speak nothing else. At the provider itself a 404 means the model.
   */
  orChat(
    send: () => Promise<Answer>,
    request: ChatRequest,
    options: ChatOptions,
  ): Promise<{ readonly answer: Answer } | { readonly result: ChatResult }>;
};

export function createChatDoor(chat: ChatCapability, endpoint: Endpoint): ChatDoor {
  const models = new Set<string>();
  const through: ChatDoor['chat'] = (request, options) => chat.chat(withoutItems(request), options);
  return {
    isOnly: (model) => models.has(model),
    chat: through,
    async orChat(send, request, options) {
      try {
        return { answer: await send() };
      } catch (thrown) {
        if (endpoint.isRedirected !== true || !isMissing(thrown)) throw thrown;
        const result = await through(request, options);
        models.add(request.model);
        return { result };
      }
    },
  };
}

/** No such path, or not with this method. A missing model says 404 too; then chat completions say it again. */
const isMissing = (thrown: unknown): boolean =>
  thrown instanceof ProviderError && (thrown.status === 404 || thrown.status === 405);

/** Turns of another wire mean nothing to chat completions: their parts and tool calls stand for them. */
function withoutItems(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message) => {
    if (message.role !== 'assistant' || message.raw === undefined || list(message.raw.items).every(isMessage))
      return message;
    const { raw: _raw, ...rest } = message;
    return rest;
  });
  return { ...request, messages };
}

const isMessage = (item: unknown): boolean => {
  const message = record(item);
  const calls = records(message?.tool_calls);
  return (
    message?.role === 'assistant' &&
    message.type === undefined &&
    calls.every((call) => text(record(call.function)?.arguments) !== undefined)
  );
};
