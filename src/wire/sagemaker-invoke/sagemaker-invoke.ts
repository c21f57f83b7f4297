import type { Answer } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { parseJson, readAll } from '../../http/body.ts';
import { framed } from '../../http/framing.ts';
import { readLines } from '../../http/ndjson.ts';
import { readEvents } from '../../http/sse.ts';
import { collectChat } from '../collect-chat.ts';
import { decodeBody, decodeEvents } from './decode.ts';
import { encodeRequest } from './encode.ts';
import { readSageMakerFailure } from './errors.ts';

/** Longest answer that is not streamed, inside frames that were asked to stream. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The model's name that stands for the endpoint of the row's setting. */
export const CONFIGURED_ENDPOINT = 'default';

/**
 * Chat with a model behind a SageMaker endpoint, whose name is the model's. The body belongs to the container: chat
 * completions, or with the setting `payload` = `inputs` one text as the older containers take it.
 */
export const sagemakerInvoke = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const { body, notes, prompt } = encodeRequest(request, {
      provider,
      stream,
      isText: endpoint.setting('payload') === 'inputs',
    });
    const name =
      request.model === CONFIGURED_ENDPOINT ? (endpoint.setting('endpoint') ?? request.model) : request.model;
    const action = stream ? 'invocations-response-stream' : 'invocations';
    const answer = await endpoint.send(`/endpoints/${encodeURIComponent(name)}/${action}`, body, {
      signal,
      accept: stream ? 'application/vnd.amazon.eventstream' : 'application/json',
      decodeError: readSageMakerFailure,
    });
    const events = await eventsOf(answer, { provider, prompt });
    return collectChat(events, { provider, onEvent, notes });
  },
});

/** The container's own stream lies in the payloads of AWS's frames, split anywhere. */
async function eventsOf(answer: Answer, context: { readonly provider: string; readonly prompt: string | undefined }) {
  const { provider } = context;
  if (answer.framing === 'sse') return decodeEvents(answer.events(), context);
  if (answer.framing === 'ndjson') return decodeEvents(asEvents(answer.lines()), context);
  if (answer.framing !== 'eventstream') return decodeBody(await answer.json(), context);
  const { framing, body } = await framed(payloadsOf(answer), undefined);
  if (framing === 'sse') return decodeEvents(readEvents(body, { provider }), context);
  if (framing === 'ndjson') return decodeEvents(asEvents(readLines(body, provider)), context);
  const text = (await readAll(body, MAX_BODY_BYTES, provider)).toString('utf8');
  return decodeBody(parseJson(text, provider), context);
}

async function* payloadsOf(answer: Answer): AsyncGenerator<Uint8Array> {
  for await (const { payload } of answer.frames()) if (payload.byteLength > 0) yield payload;
}

async function* asEvents(lines: AsyncIterable<unknown>) {
  for await (const line of lines) yield { event: undefined, data: JSON.stringify(line) };
}
