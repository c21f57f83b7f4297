import type { ChatEvent } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError } from '../../http/errors.ts';
import { filled, type Json, record, records, text } from '../read.ts';
import { createThinkSplitter } from '../think-splitter.ts';
import type { OpenAiChatDialect } from './dialect.ts';
import { argumentsOf, errorIn, finishReasonOf, firstChoice, saidIn } from './message.ts';
import { costOf, usageOf } from './usage.ts';

export type DecodeContext = { readonly provider: string; readonly dialect: OpenAiChatDialect };

/** The events of an answer that came whole. Throws what an error in a 200 means, `bad_response` when there is no message. */
export function* decodeResponse(body: unknown, { provider, dialect }: DecodeContext): Generator<ChatEvent> {
  const answer = record(body) ?? {};
  const failure = errorIn(answer, dialect);
  if (failure !== undefined) throw answerError(provider, failure, false);
  const choice = firstChoice(answer);
  const message = record(choice?.message);
  if (choice === undefined || message === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a message.` });
  }
  yield* spoken(message);
  const calls = callsOf(message);
  for (const [index, call] of calls.entries()) {
    const called = record(call.function);
    yield {
      type: 'tool-call-delta',
      index,
      id: filled(call.id),
      name: filled(called?.name),
      arguments: argumentsOf(called?.arguments),
    };
  }
  const usage = usageOf(answer, dialect);
  if (usage !== undefined) yield { type: 'usage', usage, costMicroUsd: costOf(answer, dialect) };
  const isRefusal = filled(message.refusal) !== undefined;
  yield {
    type: 'done',
    finishReason: finishReasonOf(text(choice.finish_reason), { hasCalls: calls.length > 0, isRefusal }),
    raw: [message],
    model: filled(answer.model),
  };
}

const callsOf = (message: Json): readonly Json[] => records(message.tool_calls);

function* spoken(message: Json): Generator<ChatEvent> {
  const said = saidIn(message);
  if (said.reasoning !== '') yield { type: 'reasoning-delta', text: said.reasoning };
  const splitter = createThinkSplitter();
  for (const { text: words, reasoning } of [splitter.feed(said.text), splitter.end()]) {
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    if (words !== '') yield { type: 'text-delta', text: words };
  }
  if (said.text === '' && said.refusal !== '') yield { type: 'text-delta', text: said.refusal };
}
