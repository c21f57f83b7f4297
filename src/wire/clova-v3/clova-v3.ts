import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse, decodeStream, statusFailure } from './decode.ts';
import { encodeRequest } from './encode.ts';

/** Chat over CLOVA Studio's own wire: thinking and schemas of HCX-007. It streams when the Accept header asks for it. */
export const clovaV3 = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes } = encodeRequest(request, provider);
    const answer = await endpoint.send(`/v3/chat-completions/${encodeURIComponent(request.model)}`, body, {
      signal,
      accept: stream ? 'text/event-stream' : 'application/json',
      decodeError: (failure) => statusFailure(failure.body) ?? readFailure(failure.body),
    });
    const events = isStream(answer)
      ? decodeStream(eventsOf(answer), provider)
      : decodeResponse(await answer.json(), provider);
    return collectChat(events, { provider, onEvent, notes });
  },
});
