import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { eventsOf, isStream } from '../frames.ts';
import { decodeResponse } from './decode.ts';
import type { OpenAiChatDialect } from './dialect.ts';
import { encodeRequest } from './encode.ts';
import { inSharedWords } from './message.ts';
import { decodeStream } from './stream.ts';

/** Chat over OpenAI's chat completions, the wire that most providers share. */
export const openaiChat =
  (dialect: OpenAiChatDialect = {}): CapabilityFactory<'chat'> =>
  (endpoint) => ({
    async chat(request, { signal, stream, onEvent }) {
      const { provider } = endpoint;
      const { body, notes } = encodeRequest(request, { provider, stream, dialect });
      const answer = await endpoint.send(dialect.path ?? '/chat/completions', body, {
        signal,
        accept: body.stream === true ? 'text/event-stream' : 'application/json',
        decodeError: (failure) => inSharedWords(readFailure(failure.body), dialect),
      });
      const context = { provider, dialect };
      const events = isStream(answer)
        ? decodeStream(eventsOf(answer), context)
        : decodeResponse(await answer.json(), context);
      return collectChat(events, { provider, onEvent, notes });
    },
  });
