import type { ChatEvent } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError } from '../../http/errors.ts';
import { filled, record, records, text } from '../read.ts';
import { argumentsText, errorIn, finishReasonOf, spoken, usageOf } from './message.ts';
import { bodyOfV1 } from './v1.ts';

/** The events of an answer that came whole. Throws what an error in a 200 means, `bad_response` when there is no message. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const answer = bodyOfV1(record(body) ?? {});
  const failure = errorIn(answer);
  if (failure !== undefined) throw answerError(provider, failure, false);
  const message = record(answer.message);
  if (message === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a message.` });
  }
  const said = spoken(message.content);
  // What the model means to do with its tools is a thought, not its answer.
  const reasoning = said.thinking + (text(message.tool_plan) ?? '');
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
  if (said.text !== '') yield { type: 'text-delta', text: said.text };
  const calls = records(message.tool_calls);
  for (const [index, call] of calls.entries()) {
    const called = record(call.function);
    yield {
      type: 'tool-call-delta',
      index,
      id: filled(call.id),
      name: filled(called?.name),
      arguments: argumentsText(called?.arguments),
    };
  }
  const usage = usageOf(answer.usage);
  if (usage !== undefined) yield { type: 'usage', usage };
  const finishReason = finishReasonOf(text(answer.finish_reason), calls.length > 0);
  yield { type: 'done', finishReason, raw: [message], model: filled(answer.model) };
}
