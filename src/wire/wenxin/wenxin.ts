import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { record } from '../read.ts';
import { decodeResponse, decodeStream, errorIn } from './decode.ts';
import { encodeRequest } from './encode.ts';

/** Chat over Baidu's first wire, where each model has a path of its own. Only ChatLaw is left on it. */
export const wenxin = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes } = encodeRequest(request, provider, stream);
    const answer = await endpoint.send(`/${encodeURIComponent(request.model)}`, body, {
      signal,
      accept: stream ? 'text/event-stream' : 'application/json',
      decodeError: (failure) => errorIn(record(failure.body) ?? {}) ?? readFailure(failure.body),
    });
    const events = isStream(answer)
      ? decodeStream(eventsOf(answer), provider)
      : decodeResponse(await answer.json(), provider);
    return collectChat(events, { provider, onEvent, notes });
  },
});
