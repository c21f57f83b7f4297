import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { createChatDoor } from '../openai-chat/chat-door.ts';
import { decodeChatLike } from '../openai-chat/chat-like.ts';
import type { OpenAiChatDialect } from '../openai-chat/dialect.ts';
import { openaiChat } from '../openai-chat/openai-chat.ts';
import { effortField } from '../openai-chat/reasoning.ts';
import { decodeResponse, decodeStream } from './decode.ts';
import { encodeRequest } from './encode.ts';

/** Ollama's door to chat completions, below the server's root. */
const chatDialect: OpenAiChatDialect = {
  path: '/v1/chat/completions',
  streamUsage: true,
  reasoning: effortField(['none', 'low', 'medium', 'high', 'max']),
};

/**
 * Chat over Ollama's own wire, below the server's root. What stands in for Ollama often speaks only chat completions: an
 * answer in their shape is understood, and a server of the operator without `/api/chat` is asked over them.
 */
export const ollama = (): CapabilityFactory<'chat'> => (endpoint, host) => {
  const { provider } = endpoint;
  const door = createChatDoor(openaiChat(chatDialect)(endpoint, host), endpoint);
  return {
    async chat(request, options) {
      const { signal, stream, onEvent } = options;
      if (door.isOnly(request.model)) return door.chat(request, options);
      const { body, notes } = encodeRequest(request, { provider, stream });
      const accept = stream ? 'application/x-ndjson' : 'application/json';
      const sent = await door.orChat(() => endpoint.send('/api/chat', body, { signal, accept }), request, options);
      if ('result' in sent) return sent.result;
      const { chat, events, body: whole } = await decodeChatLike(sent.answer, { provider, dialect: chatDialect });
      const native = events === undefined ? decodeResponse(whole, provider) : decodeStream(events, provider);
      return collectChat(chat ?? native, { provider, onEvent, notes });
    },
  };
};
