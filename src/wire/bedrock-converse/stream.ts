import type { ChatEvent } from '../../core/chat.ts';
import type { EventFrame } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { eventJson } from '../frames.ts';
import { filled, type Json, record, text } from '../read.ts';
import { type Block, createBlock, wholeBlock } from './block.ts';
import { finishReasonOf, isOwnCall, usageOf } from './decode.ts';

/**
 * The events of a streamed answer, which is complete at `messageStop` and cut without it; usage follows in `metadata`.
 * The blocks are put together as they would have come whole, signatures and the service's own tools included.
 */
export async function* decodeStream(frames: AsyncIterable<EventFrame>, provider: string): AsyncGenerator<ChatEvent> {
  const blocks = new Map<number, Block>();
  let stopReason: string | undefined;
  let isComplete = false;
  let usage: Json | undefined;
  let calls = 0;

  for await (const { headers, payload } of frames) {
    const type = headers[':event-type'];
    const event = record(eventJson(new TextDecoder().decode(payload), provider)) ?? {};
    const index = Number(event.contentBlockIndex);
    if (type === 'contentBlockStart') {
      const start = record(event.start) ?? {};
      const call = record(start.toolUse);
      const isCall = call !== undefined && isOwnCall(call);
      blocks.set(index, createBlock(start, isCall ? calls : undefined));
      if (isCall) {
        yield { type: 'tool-call-delta', index: calls, id: filled(call.toolUseId), name: filled(call.name) };
        calls += 1;
      }
    } else if (type === 'contentBlockDelta') {
      // Text and thoughts begin without a start.
      const block = blocks.get(index) ?? createBlock({}, undefined);
      blocks.set(index, block);
      yield* addDelta(block, record(event.delta) ?? {});
    } else if (type === 'messageStop') {
      isComplete = true;
      stopReason = filled(event.stopReason);
    } else if (type === 'metadata') {
      usage = record(event.usage);
      break;
    }
  }
  if (!isComplete) {
    throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
  }
  const finishReason = finishReasonOf(stopReason);
  const raw = [...blocks.values()].map((block) => wholeBlock(block, finishReason === 'length', provider));
  if (usage !== undefined) yield { type: 'usage', usage: usageOf(usage) };
  yield { type: 'done', finishReason, raw: raw.filter((block) => block !== undefined) };
}

function* addDelta(block: Block, delta: Json): Generator<ChatEvent> {
  const words = filled(delta.text);
  if (words !== undefined) {
    block.text += words;
    yield { type: 'text-delta', text: words };
  }
  const piece = filled(record(delta.toolUse)?.input);
  if (piece !== undefined) {
    block.input += piece;
    if (block.call !== undefined) yield { type: 'tool-call-delta', index: block.call, arguments: piece };
  }
  const reasoning = record(delta.reasoningContent);
  if (reasoning !== undefined) {
    const thought = text(reasoning.text) ?? '';
    block.hasThought = true;
    block.thought += thought;
    block.signature += text(reasoning.signature) ?? '';
    block.redacted = joinedBase64(block.redacted, text(reasoning.redactedContent) ?? '');
    if (thought !== '') yield { type: 'reasoning-delta', text: thought };
  }
  if (delta.citation !== undefined) block.citations.push(delta.citation);
  if (Array.isArray(delta.toolResult)) block.results.push(...delta.toolResult);
}

/** Pieces of bytes are each encoded on their own. */
const joinedBase64 = (left: string, right: string): string =>
  left === '' ? right : Buffer.concat([Buffer.from(left, 'base64'), Buffer.from(right, 'base64')]).toString('base64');
