import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse } from './decode.ts';
import { type AnthropicMessagesDialect, encodeRequest } from './encode.ts';
import { decodeStream } from './stream.ts';

/** Chat over Anthropic's messages. */
export const anthropicMessages =
  (dialect: AnthropicMessagesDialect = {}): CapabilityFactory<'chat'> =>
  (endpoint) => ({
    async chat(request, { signal, stream, onEvent }) {
      const { provider } = endpoint;
      const { body, notes } = encodeRequest(request, { provider, stream, dialect });
      const { path = '/messages' } = dialect;
      const answer = await endpoint.send(typeof path === 'string' ? path : path(request.model, stream), body, {
        signal,
        accept: stream ? 'text/event-stream' : 'application/json',
      });
      const events = isStream(answer)
        ? decodeStream(eventsOf(answer), provider)
        : decodeResponse(await answer.json(), provider);
      return collectChat(events, { provider, onEvent, notes });
    },
  });
