import type { ChatEvent } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { filled, record } from '../read.ts';
import { createThinkSplitter, type Split } from '../think-splitter.ts';
import type { DecodeContext } from './decode.ts';
import { errorIn, finishReasonOf, firstChoice, inSharedWords, saidIn } from './message.ts';
import { createRawMessage } from './raw-message.ts';
import { costOf, usageOf } from './usage.ts';

/**
 * The events of a streamed answer. It is complete once a finish reason or `[DONE]` came; a stream that ends before is
 * `bad_response`, an error inside it is that error.
 */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  { provider, dialect }: DecodeContext,
): AsyncGenerator<ChatEvent> {
  const message = createRawMessage();
  const splitter = createThinkSplitter();
  let refusal = '';
  let hasText = false;
  let hasAnything = false;
  let isDone = false;
  let finish: string | undefined;
  let model: string | undefined;
  let usage: Extract<ChatEvent, { type: 'usage' }> | undefined;

  for await (const { event, data } of events) {
    if (data.trim() === '[DONE]') {
      isDone = true;
      break;
    }
    if (data.trim() === '') continue;
    const chunk = record(eventJson(data, provider)) ?? {};
    const failure = event === 'error' ? inSharedWords(readFailure(chunk), dialect) : errorIn(chunk, dialect);
    if (failure !== undefined) throw answerError(provider, failure, hasAnything);
    model ??= filled(chunk.model);
    const used = usageOf(chunk, dialect);
    if (used !== undefined) usage = { type: 'usage', usage: used, costMicroUsd: costOf(chunk, dialect) };
    const choice = firstChoice(chunk);
    if (choice === undefined) continue;
    finish = filled(choice.finish_reason) ?? finish;
    const delta = record(choice.delta) ?? record(choice.message);
    if (delta === undefined) continue;

    const said = saidIn(delta);
    refusal += said.refusal;
    const pieces = [{ text: '', reasoning: said.reasoning }, said.text === '' ? SILENCE : splitter.feed(said.text)];
    for (const spoken of pieces) yield* deltasOf(spoken);
    hasText ||= said.text !== '';
    for (const call of message.add(delta)) yield { type: 'tool-call-delta', ...call };
    hasAnything ||= hasText || said.reasoning !== '' || refusal !== '' || message.hasCalls();
  }

  if (!isDone && finish === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
  }
  yield* deltasOf(splitter.end());
  if (!hasText && refusal !== '') yield { type: 'text-delta', text: refusal };
  if (usage !== undefined) yield usage;
  const finishReason = finishReasonOf(finish, { hasCalls: message.hasCalls(), isRefusal: refusal !== '' });
  yield { type: 'done', finishReason, raw: [message.finished()], model };
}

const SILENCE: Split = { text: '', reasoning: '' };

function* deltasOf({ text, reasoning }: Split): Generator<ChatEvent> {
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
  if (text !== '') yield { type: 'text-delta', text };
}
