import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { decodeChatLike } from '../openai-chat/chat-like.ts';
import { decodeResponse, decodeStream } from './decode.ts';
import { encodeRequest } from './encode.ts';

/**
 * Chat over Ollama's own wire, below the server's root. An answer in the shape of chat completions is understood too:
 * what stands in for Ollama often speaks only that.
 */
export const ollama = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes } = encodeRequest(request, { provider, stream });
    const answer = await endpoint.send('/api/chat', body, {
      signal,
      accept: stream ? 'application/x-ndjson' : 'application/json',
    });
    const { chat, events, body: whole } = await decodeChatLike(answer, { provider, dialect: {} });
    const native = events === undefined ? decodeResponse(whole, provider) : decodeStream(events, provider);
    return collectChat(chat ?? native, { provider, onEvent, notes });
  },
});
