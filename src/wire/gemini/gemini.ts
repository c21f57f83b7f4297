import type { Failure, FailureReading } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse, decodeStream } from './decode.ts';
import { encodeRequest, type GeminiDialect, modelPath } from './encode.ts';

/** `{error: {code, message, status, details}}`, alone, in a list or in an event. */
export const decodeError = ({ body }: Failure): FailureReading => readFailure(body);

/** Chat over Gemini's generateContent. */
export const gemini =
  (dialect: GeminiDialect = {}): CapabilityFactory<'chat'> =>
  (endpoint) => ({
    async chat(request, { signal, stream, onEvent }) {
      const { provider } = endpoint;
      const { body, notes } = encodeRequest(request, { provider });
      const path = (dialect.modelPath ?? modelPath)(request.model);
      const answer = await endpoint.send(`${path}:${stream ? 'streamGenerateContent' : 'generateContent'}`, body, {
        signal,
        query: stream ? { alt: 'sse' } : {},
        accept: stream ? 'text/event-stream' : 'application/json',
        decodeError,
      });
      const events = isStream(answer)
        ? decodeStream(eventsOf(answer), provider)
        : decodeResponse(await answer.json(), provider);
      return collectChat(events, { provider, onEvent, notes });
    },
  });
