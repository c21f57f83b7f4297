import type { ChatEvent } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { record, text } from '../read.ts';
import { encodeRequest } from './encode.ts';

/** The events of `{response, history}`. It tells neither why it stopped nor what it counted. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const answer = record(body) ?? {};
  const response = text(answer.response);
  if (response === undefined) {
    if (answer.detail !== undefined || answer.error !== undefined)
      throw answerError(provider, readFailure(answer), false);
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a response.` });
  }
  if (response !== '') yield { type: 'text-delta', text: response };
  yield { type: 'done', finishReason: 'stop', raw: [{ response }] };
}

/** Chat over NLP Cloud's chatbot. It never streams. */
export const nlpCloud = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, onEvent }) {
    const { provider } = endpoint;
    const { body, notes } = encodeRequest(request, provider);
    const path = `/gpu/${encodeURIComponent(request.model)}/chatbot`;
    const answer = await endpoint.send(path, body, { signal });
    return collectChat(decodeResponse(await answer.json(), provider), { provider, onEvent, notes });
  },
});
