import type { ChatEvent, ChatRequest } from '../../core/chat.ts';
import type { Answer } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { createChatDoor } from '../openai-chat/chat-door.ts';
import { decodeChatLike } from '../openai-chat/chat-like.ts';
import { openaiChat } from '../openai-chat/openai-chat.ts';
import { decodeResponse } from './decode.ts';
import type { OpenAiResponsesDialect } from './dialect.ts';
import { encodeRequest } from './encode.ts';
import { decodeStream } from './stream.ts';

/**
 * Chat over OpenAI's responses. An answer is decoded by what it is, so that one in the shape of chat completions is
 * understood too. With a chat door in the dialect, audio and the models that have no other go through it, and so
 * does a model once an operator's own server has answered 404 to its responses.
 */
export const openaiResponses =
  (dialect: OpenAiResponsesDialect = {}): CapabilityFactory<'chat'> =>
  (endpoint, host) => {
    const { provider } = endpoint;
    const { chatDoor } = dialect;
    const door =
      chatDoor === undefined ? undefined : createChatDoor(openaiChat(chatDoor.dialect)(endpoint, host), endpoint);

    return {
      async chat(request, options) {
        const { signal, stream, onEvent } = options;
        const { model } = request;
        if (door !== undefined && (door.isOnly(model) || chatDoor?.isOnly?.(model) || hasAudio(request))) {
          return door.chat(request, options);
        }
        const { body, notes } = encodeRequest(request, { provider, stream, dialect });
        const send = (): Promise<Answer> =>
          endpoint.send(dialect.path ?? '/responses', body, {
            signal,
            accept: stream ? 'text/event-stream' : 'application/json',
          });
        const sent = door === undefined ? { answer: await send() } : await door.orChat(send, request, options);
        if ('result' in sent) return sent.result;
        const events = await decodeAnswer(sent.answer, provider, dialect);
        return collectChat(events, { provider, onEvent, notes });
      },
    };
  };

async function decodeAnswer(
  answer: Answer,
  provider: string,
  dialect: OpenAiResponsesDialect,
): Promise<AsyncIterable<ChatEvent> | Iterable<ChatEvent>> {
  const { events, body, chat } = await decodeChatLike(answer, { provider, dialect: dialect.chatDoor?.dialect ?? {} });
  if (chat !== undefined) return chat;
  const context = { provider, dialect };
  return events === undefined ? decodeResponse(body, context) : decodeStream(events, context);
}

const hasAudio = ({ messages }: ChatRequest): boolean =>
  messages.some(({ parts }) => parts.some((part) => part.type === 'audio'));
