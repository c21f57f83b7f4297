import type { Failure, FailureReading, ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { collectChat } from '../collect-chat.ts';
import { eventJson, eventsOf, isStream } from '../frames.ts';
import { decodeResponse } from '../openai-chat/decode.ts';
import { decodeStream } from '../openai-chat/stream.ts';
import { type Json, record, text } from '../read.ts';
import { encodeRequest } from './encode.ts';

/** The model's answer inside the envelope; `orchestration_result` is what version 1 called it. */
const innerOf = (answer: Json): Json | undefined => record(answer.final_result) ?? record(answer.orchestration_result);

/** What a filter refused is told by where it happened, under a plain 400. */
export function decodeError({ body }: Pick<Failure, 'body'>): FailureReading {
  const reading = readFailure(body);
  const failed = record(record(body)?.error) ?? record(body);
  return /filter/i.test(text(failed?.location) ?? '') ? { ...reading, code: 'content_filter' } : reading;
}

/** The answer of the model out of an envelope. An error stays as it is for the reading that follows. */
export function unwrapped(body: unknown, provider: string): unknown {
  const answer = record(body) ?? {};
  const inner = innerOf(answer);
  if (inner !== undefined) return inner;
  if (answer.error !== undefined || answer.message !== undefined) return { error: decodeError({ body }) };
  throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a result.` });
}

/** The events of the model's own stream. Those that only tell of modules in between are left out. */
export async function* unwrappedEvents(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ServerSentEvent> {
  for await (const { event, data } of events) {
    const trimmed = data.trim();
    if (trimmed === '' || trimmed === '[DONE]') {
      yield { event, data };
      continue;
    }
    const answer = record(eventJson(data, provider)) ?? {};
    const isAnswer = innerOf(answer) !== undefined || answer.error !== undefined || answer.code !== undefined;
    if (isAnswer) yield { event, data: JSON.stringify(unwrapped(answer, provider)) };
  }
}

/** Chat over the orchestration service of SAP AI Core. The deployment stands in the path, the resource group in a header. */
export const sapOrchestration = (): CapabilityFactory<'chat'> => (endpoint) => ({
  async chat(request, { signal, stream, onEvent }) {
    const { provider } = endpoint;
    const deployment = endpoint.setting('deploymentId');
    if (deployment === undefined) {
      throw new ProviderError('not_configured', {
        provider,
        message: `${provider} needs the id of an orchestration deployment.`,
        hint: 'Set AICORE_DEPLOYMENT_ID; the deployments of the scenario `orchestration` are listed in SAP AI Launchpad.',
        processed: false,
      });
    }
    const { body, notes } = encodeRequest(request, provider, stream);
    const path = `/inference/deployments/${encodeURIComponent(deployment)}/v2/completion`;
    const answer = await endpoint.send(path, body, {
      signal,
      headers: { 'ai-resource-group': endpoint.setting('resourceGroup') ?? 'default' },
      accept: stream ? 'text/event-stream' : 'application/json',
      decodeError,
    });
    const context = { provider, dialect: {} };
    const events = isStream(answer)
      ? decodeStream(unwrappedEvents(eventsOf(answer), provider), context)
      : decodeResponse(unwrapped(await answer.json(), provider), context);
    return collectChat(events, { provider, onEvent, notes });
  },
});
