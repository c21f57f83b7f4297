import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { decodeChatLike } from '../openai-chat/chat-like.ts';
import { decodeResponse } from './decode.ts';
import { encodeRequest } from './encode.ts';
import { decodeStream } from './stream.ts';

/** Chat over Cohere's second generation. An answer in the shape of its first, or of chat completions, is understood too. */
export const cohereV2 = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes } = encodeRequest(request, { provider, stream });
    const answer = await endpoint.send('/chat', body, {
      signal,
      accept: stream ? 'text/event-stream' : 'application/json',
    });
    const { chat, events, body: whole } = await decodeChatLike(answer, { provider, dialect: {} });
    const native = events === undefined ? decodeResponse(whole, provider) : decodeStream(events, provider);
    return collectChat(chat ?? native, { provider, onEvent, notes });
  },
});
