import type { ChatEvent } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { filled, list, record, records } from '../read.ts';
import { callDelta, type DecodeContext, errorIn, finishReasonOf, isCall, saidIn, usageEvent } from './items.ts';

/** The events of an answer that came whole. Throws what an error in a 200 means, `bad_response` when there is no output. */
export function* decodeResponse(body: unknown, { provider, dialect }: DecodeContext): Generator<ChatEvent> {
  const response = record(body) ?? {};
  const failure = errorIn(response) ?? (response.output === undefined ? unexplained(response) : undefined);
  if (failure !== undefined) throw answerError(provider, failure, false);
  if (!Array.isArray(response.output)) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without output.` });
  }
  const items = records(response.output);
  const said = items.map(saidIn);
  const refusal = said.map((item) => item.refusal).join('');
  let calls = 0;
  for (const [index, item] of items.entries()) {
    const { text = '', reasoning = '' } = said[index] ?? {};
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    if (text !== '') yield { type: 'text-delta', text };
    if (!isCall(item)) continue;
    yield callDelta(item, calls);
    calls += 1;
  }
  if (refusal !== '' && said.every(({ text }) => text === '')) yield { type: 'text-delta', text: refusal };
  const usage = usageEvent(response, dialect);
  if (usage !== undefined) yield usage;
  yield {
    type: 'done',
    finishReason: finishReasonOf(response, { hasCalls: calls > 0, isRefusal: refusal !== '' }),
    raw: list(response.output),
    model: filled(response.model),
  };
}

/** Gateways put their own kinds of error where the response should be. */
const unexplained = (body: Readonly<Record<string, unknown>>) =>
  body.message === undefined && body.detail === undefined ? undefined : readFailure(body);
