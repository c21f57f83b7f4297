import type { ChatEvent } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { filled, type Json, list, record, text } from '../read.ts';
import { finishReasonOf, usageOf } from './decode.ts';

type Block = { fields: Record<string, unknown>; input: string[]; hasInput: boolean; call: number | undefined };

/** Text fields that deltas of a block add to, by the delta's type. */
const ADDS: Readonly<Record<string, string>> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'signature',
};

/**
 * The events of a streamed answer, which is complete at `message_stop` and cut without it. The blocks are put together
 * as they would have come whole, signatures and server tools included.
 */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  const blocks = new Map<number, Block>();
  let usage: Json = {};
  let model: string | undefined;
  let stopReason: string | undefined;
  let calls = 0;
  let isComplete = false;

  for await (const { event, data } of events) {
    if (data.trim() === '' || data.trim() === '[DONE]') continue;
    const message = record(eventJson(data, provider)) ?? {};
    const type = text(message.type) ?? event;
    if (type === 'error') throw answerError(provider, readFailure(message), blocks.size > 0);
    if (type === 'message_start') {
      const started = record(message.message);
      model = filled(started?.model);
      usage = { ...record(started?.usage) };
    } else if (type === 'content_block_start') {
      const fields = { ...record(message.content_block) };
      const isCall = fields.type === 'tool_use';
      const block: Block = { fields, input: [], hasInput: false, call: isCall ? calls : undefined };
      blocks.set(Number(message.index), block);
      if (isCall) {
        yield { type: 'tool-call-delta', index: calls, id: filled(fields.id), name: filled(fields.name) };
        calls += 1;
      }
      // Some gateways start a block with its first words.
      if (fields.type === 'text' && filled(fields.text)) yield { type: 'text-delta', text: String(fields.text) };
      if (fields.type === 'thinking' && filled(fields.thinking))
        yield { type: 'reasoning-delta', text: String(fields.thinking) };
    } else if (type === 'content_block_delta') {
      const block = blocks.get(Number(message.index));
      if (block !== undefined) yield* addDelta(block, record(message.delta) ?? {});
    } else if (type === 'content_block_stop') {
      const block = blocks.get(Number(message.index));
      if (block?.call !== undefined && !block.hasInput) {
        // A call without fragments has its whole input, mostly `{}`, in the block's start.
        yield { type: 'tool-call-delta', index: block.call, arguments: JSON.stringify(block.fields.input ?? {}) };
      }
    } else if (type === 'message_delta') {
      stopReason = filled(record(message.delta)?.stop_reason) ?? stopReason;
      usage = { ...usage, ...counted(record(message.usage) ?? {}) };
    } else if (type === 'message_stop') {
      isComplete = true;
      break;
    }
  }
  if (!isComplete) {
    throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
  }
  const finishReason = finishReasonOf(stopReason);
  const raw = [...blocks.values()].map((block) => wholeBlock(block, finishReason === 'length', provider));
  if (Object.keys(usage).length > 0) yield { type: 'usage', usage: usageOf(usage) };
  yield { type: 'done', finishReason, raw: raw.filter((block) => block !== undefined), model };
}

/** Counts of the last event replace those of the first; its nulls do not. */
const counted = (usage: Json): Json => Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));

function* addDelta(block: Block, delta: Json): Generator<ChatEvent> {
  const { fields } = block;
  const type = text(delta.type) ?? '';
  const field = Object.hasOwn(ADDS, type) ? ADDS[type] : undefined;
  if (field !== undefined) {
    const piece = text(delta[field]) ?? '';
    fields[field] = `${text(fields[field]) ?? ''}${piece}`;
    if (piece === '') return;
    if (field === 'text') yield { type: 'text-delta', text: piece };
    if (field === 'thinking') yield { type: 'reasoning-delta', text: piece };
  } else if (type === 'input_json_delta') {
    const piece = text(delta.partial_json) ?? '';
    if (piece === '') return;
    block.hasInput = true;
    block.input.push(piece);
    if (block.call !== undefined) yield { type: 'tool-call-delta', index: block.call, arguments: piece };
  } else if (type === 'citations_delta') {
    fields.citations = [...list(fields.citations), delta.citation];
  } else if (type === 'compaction_delta') {
    fields.content = `${text(fields.content) ?? ''}${text(delta.content) ?? ''}`;
  }
}

/** The block as it would have come whole; `undefined` for a call whose input the token limit cut. */
function wholeBlock({ fields, input, hasInput }: Block, isCutByLength: boolean, provider: string): Json | undefined {
  if (!hasInput) return fields;
  try {
    return { ...fields, input: JSON.parse(input.join('')) };
  } catch (cause) {
    if (isCutByLength) return undefined;
    throw new ProviderError('bad_response', {
      provider,
      message: `${provider} sent a tool call that is not complete.`,
      cause,
    });
  }
}
