import type { Failure, FailureReading } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse } from '../openai-chat/decode.ts';
import { decodeStream } from '../openai-chat/stream.ts';
import { plainArguments } from './arguments.ts';
import { encodeRequest, placeOf } from './encode.ts';

/** The date of the API that is spoken where the operator names none. */
export const VERSION = '2024-10-08';

/** A used-up allowance comes with the status of a wrong key. */
export function decodeError({ body }: Pick<Failure, 'body'>): FailureReading {
  const reading = readFailure(body);
  return reading.code === 'token_quota_reached' ? { ...reading, code: 'insufficient_quota' } : reading;
}

/** Chat over IBM watsonx.ai. Its answers are OpenAI's; its requests name model, project and tool choice their own way. */
export const watsonx = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const place = placeOf(request.model, endpoint);
    const { body, notes } = encodeRequest(request, provider, place);
    const answer = await endpoint.send(`${place.base}/text/${stream ? 'chat_stream' : 'chat'}`, body, {
      signal,
      query: { version: endpoint.setting('version') ?? VERSION },
      accept: stream ? 'text/event-stream' : 'application/json',
      decodeError,
    });
    const context = { provider, dialect: {} };
    const events = isStream(answer)
      ? decodeStream(eventsOf(answer), context)
      : decodeResponse(await answer.json(), context);
    return collectChat(plainArguments(events), { provider, onEvent, notes });
  },
});
