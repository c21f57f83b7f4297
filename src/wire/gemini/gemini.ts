import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse, decodeStream } from './decode.ts';
import { encodeRequest, type GeminiDialect, modelPath } from './encode.ts';

/** Chat over Gemini's generateContent. */
export const gemini =
  (dialect: GeminiDialect = {}): CapabilityFactory<'chat'> =>
  (endpoint) => ({
    async chat(request, { signal, stream, onEvent }) {
      const { provider } = endpoint;
      const { body, notes } = encodeRequest(request, { provider, dialect });
      const path = (dialect.modelPath ?? modelPath)(request.model);
      const answer = await endpoint.send(`${path}:${stream ? 'streamGenerateContent' : 'generateContent'}`, body, {
        signal,
        query: stream ? { alt: 'sse' } : {},
        accept: stream ? 'text/event-stream' : 'application/json',
      });
      const events = isStream(answer)
        ? decodeStream(eventsOf(answer), provider)
        : decodeResponse(await answer.json(), provider);
      return collectChat(events, { provider, onEvent, notes });
    },
  });
