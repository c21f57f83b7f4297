import type { ChatEvent, ChatRequest } from '../../core/chat.ts';
import type { Answer } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { decodeChatLike } from '../openai-chat/chat-like.ts';
import { openaiChat } from '../openai-chat/openai-chat.ts';
import { decodeResponse } from './decode.ts';
import type { OpenAiResponsesDialect } from './dialect.ts';
import { encodeRequest } from './encode.ts';
import { isItem } from './input.ts';
import { decodeStream } from './stream.ts';

/**
 * Chat over OpenAI's responses. An answer is decoded by what it is, so that one in the shape of chat completions is
 * understood too. With a chat door in the dialect, audio and the models that have no other go through it, and so
 * does everything once an operator's own server has answered 404 to the responses: many speak chat completions only.
 */
export const openaiResponses =
  (dialect: OpenAiResponsesDialect = {}): CapabilityFactory<'chat'> =>
  (endpoint, host) => {
    const { provider } = endpoint;
    const { chatDoor } = dialect;
    const chat = chatDoor === undefined ? undefined : openaiChat(chatDoor.dialect)(endpoint, host);
    let hasOnlyChat = false;

    return {
      async chat(request, options) {
        const { signal, stream, onEvent } = options;
        if (chat !== undefined && (hasOnlyChat || chatDoor?.isOnly?.(request.model) || hasAudio(request))) {
          return chat.chat(withoutItems(request), options);
        }
        const { body, notes } = encodeRequest(request, { provider, stream, dialect });
        let answer: Answer;
        try {
          answer = await endpoint.send(dialect.path ?? '/responses', body, {
            signal,
            accept: stream ? 'text/event-stream' : 'application/json',
          });
        } catch (thrown) {
          if (chat === undefined || endpoint.isRedirected !== true || !isMissing(thrown)) throw thrown;
          const result = await chat.chat(withoutItems(request), options);
          hasOnlyChat = true;
          return result;
        }
        const events = await decodeAnswer(answer, provider, dialect);
        return collectChat(events, { provider, onEvent, notes });
      },
    };
  };

async function decodeAnswer(
  answer: Answer,
  provider: string,
  dialect: OpenAiResponsesDialect,
): Promise<AsyncIterable<ChatEvent> | Iterable<ChatEvent>> {
  const context = { provider, dialect: dialect.chatDoor?.dialect ?? {} };
  const { events, body, chat } = await decodeChatLike(answer, context);
  if (chat !== undefined) return chat;
  return events === undefined
    ? decodeResponse(body, { provider, dialect })
    : decodeStream(events, { provider, dialect });
}

const hasAudio = ({ messages }: ChatRequest): boolean =>
  messages.some(({ parts }) => parts.some((part) => part.type === 'audio'));

/** No such path, or not with this method. A missing model says 404 too; then the chat door says it again. */
const isMissing = (thrown: unknown): boolean =>
  thrown instanceof ProviderError && (thrown.status === 404 || thrown.status === 405);

/** The items of responses mean nothing to chat completions: parts and tool calls stand for them. */
function withoutItems(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message) => {
    if (message.role !== 'assistant' || !Array.isArray(message.raw?.items) || !message.raw.items.some(isItem))
      return message;
    const { raw: _raw, ...rest } = message;
    return rest;
  });
  return { ...request, messages };
}
