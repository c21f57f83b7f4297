import type { CapabilityRequest } from '../core/capability.ts';
import type { Message, Part } from '../core/content.ts';
import { costOf, type MicroUsd, type Price } from '../core/money.ts';
import type { ModelFacts } from '../core/provider.ts';
import type { Usage } from '../core/usage.ts';
import { imageUsage, videoUsage } from './estimate-media.ts';
import { parseUsage } from './estimate-parse.ts';
import { speakUsage, transcribeUsage } from './estimate-speech.ts';
import type { AnyRequest } from './request.ts';
import { byText, type Range } from './text-tokens.ts';

/** What a call will use, in any unit, as far as it can be known before. `high` is meant to hold. */
export type UsageEstimate = { readonly low: Usage; readonly high: Usage };

const DEFAULT_OUTPUT = 8192;
const REASONING_OUTPUT = 16_384;
const MESSAGE_OVERHEAD = 12;
const PASSAGES_A_SEARCH = 100;
/** A long passage counts as several. */
const LONG_PASSAGES = 2;
const IMAGE: Range = { low: 85, high: 4000 };

/** What a request will probably use. An answer of unknown length is taken as the model's usual maximum. */
export function estimateUsage(any: AnyRequest, facts: ModelFacts | undefined): UsageEstimate {
  switch (any.capability) {
    case 'embed':
      return ofTokens(sum(any.request.texts.map(byText)), { low: 0, high: 0 });
    case 'rerank':
      return rerankUsage(any.request, facts?.price);
    case 'chat':
      return ofTokens(chatInput(any.request), { low: 1, high: outputLimit(any.request, facts) });
    case 'transcribe':
      return transcribeUsage(any.request, facts?.price);
    case 'speak':
      return speakUsage(any.request, facts?.price);
    case 'image':
      return imageUsage(any.request, facts?.price);
    case 'video':
      return videoUsage(any.request, facts?.price);
    case 'search':
      return { low: { searches: 1 }, high: { searches: 1 } };
    case 'parse':
      return parseUsage(any.request);
  }
}

/** Vendors bill ranking by tokens, the query once for each passage, or by searches of so many passages. */
function rerankUsage({ query, passages }: CapabilityRequest<'rerank'>, price: Price | undefined): UsageEstimate {
  if (price?.search !== undefined) {
    const searches = Math.ceil(passages.length / PASSAGES_A_SEARCH);
    return { low: { searches }, high: { searches: searches * LONG_PASSAGES } };
  }
  const asked = byText(query);
  const each = sum(passages.map(byText));
  const high = { low: 0, high: asked.high * passages.length };
  return ofTokens(sum([each, { low: asked.low, high: 0 }, high]), { low: 0, high: 0 });
}

const ofTokens = (input: Range, output: Range): UsageEstimate => ({
  low: { input: input.low, output: output.low },
  high: { input: input.high, output: output.high },
});

/** The most output tokens that a chat is taken to produce: what the caller allows, else what is usual. */
export function outputLimit(request: CapabilityRequest<'chat'>, facts: ModelFacts | undefined): number {
  if (request.maxTokens !== undefined) return request.maxTokens;
  const thinks = facts?.reasoning === true || request.reasoning !== undefined;
  const usual = Math.max(
    thinks ? REASONING_OUTPUT : DEFAULT_OUTPUT,
    DEFAULT_OUTPUT + (request.reasoning?.budgetTokens ?? 0),
  );
  return Math.min(usual, facts?.maxOutputTokens ?? usual);
}

/** The least context, in tokens, that a chat needs: what is certainly said, and a short answer. */
export const contextNeeded = (request: CapabilityRequest<'chat'>): number => chatInput(request).low + 256;

/** The cost of an estimate, `undefined` when a price that matters is unknown. */
export function estimateCost(
  { low, high }: UsageEstimate,
  price: Price | undefined,
): { readonly low: MicroUsd; readonly high: MicroUsd } | undefined {
  const least = costOf(low, price);
  const plain = costOf(high, price);
  // A provider may charge more for input that it writes to its cache.
  const written = costOf({ ...high, cacheWrite: high.input }, price);
  if (least === undefined || plain === undefined || written === undefined) return undefined;
  return { low: least, high: Math.max(plain, written) };
}

function chatInput(request: CapabilityRequest<'chat'>): Range {
  const extras = [request.tools, request.schema].filter((value) => value !== undefined);
  return sum([...request.messages.map(messageTokens), ...extras.map((value) => byText(JSON.stringify(value)))]);
}

function messageTokens(message: Message): Range {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return sum([
    { low: 3, high: MESSAGE_OVERHEAD },
    ...message.parts.map(partTokens),
    ...calls.map((call) => byText(call.name + call.arguments)),
    ...(message.role === 'assistant' && message.raw !== undefined
      ? [{ low: 0, high: rawTokens(message.raw.items) }]
      : []),
  ]);
}

/** Raw items carry reasoning and signatures that the neutral parts leave out. */
const rawTokens = (items: unknown): number => byText(JSON.stringify(items) ?? '').high;

function partTokens(part: Part): Range {
  if (part.type === 'text') return byText(part.text);
  if (part.type === 'image') return IMAGE;
  const bytes = part.media.bytes.byteLength;
  return { low: Math.ceil(bytes / 500), high: Math.ceil(bytes / 4) };
}

const sum = (ranges: readonly Range[]): Range =>
  ranges.reduce((total, range) => ({ low: total.low + range.low, high: total.high + range.high }), { low: 0, high: 0 });
