import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse, decodeStream } from './decode.ts';
import { encodeRequest } from './encode.ts';

/** Chat over Sber's GigaChat. */
export const gigachat = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes } = encodeRequest(request, provider, stream);
    const answer = await endpoint.send('/chat/completions', body, {
      signal,
      accept: stream ? 'text/event-stream' : 'application/json',
    });
    const events = isStream(answer)
      ? decodeStream(eventsOf(answer), provider)
      : decodeResponse(await answer.json(), provider);
    return collectChat(events, { provider, onEvent, notes });
  },
});
