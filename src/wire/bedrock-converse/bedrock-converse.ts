import type { CapabilityFactory } from '../../core/provider.ts';
import { readAwsFailure } from '../aws-error.ts';
import { collectChat } from '../collect-chat.ts';
import { decodeResponse } from './decode.ts';
import { encodeRequest } from './encode.ts';
import { decodeStream } from './stream.ts';
import { textOfAnswerTool } from './structured.ts';

/** Chat over Amazon Bedrock's Converse, whoever made the model. Ids of inference profiles and ARNs go as they are. */
export const bedrockConverse = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes, answersByTool } = encodeRequest(request, provider);
    const path = `/model/${encodeURIComponent(request.model)}/${stream ? 'converse-stream' : 'converse'}`;
    const answer = await endpoint.send(path, body, {
      signal,
      accept: stream ? 'application/vnd.amazon.eventstream' : 'application/json',
      decodeError: readAwsFailure,
    });
    const events =
      answer.framing === 'eventstream'
        ? decodeStream(answer.frames(), provider)
        : decodeResponse(await answer.json(), provider);
    return collectChat(answersByTool ? textOfAnswerTool(events) : events, { provider, onEvent, notes });
  },
});
