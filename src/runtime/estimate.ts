import type { CapabilityRequest } from '../core/capability.ts';
import type { Message, Part } from '../core/content.ts';
import { costOf, type MicroUsd, type Price } from '../core/money.ts';
import type { ModelFacts } from '../core/provider.ts';
import type { AnyRequest } from './request.ts';

type Range = { readonly low: number; readonly high: number };

/** Tokens in and out, as far as they can be known before the call. `high` is meant to hold. */
export type TokenEstimate = { readonly input: Range; readonly output: Range };

const DEFAULT_OUTPUT = 8192;
const REASONING_OUTPUT = 16_384;
const MESSAGE_OVERHEAD = 12;
const IMAGE: Range = { low: 85, high: 4000 };

/** UTF-8 bytes a token: about 4 to 5 in prose, about 2 in digits, code and rare scripts. */
const byText = (text: string): Range => {
  const bytes = Buffer.byteLength(text);
  return { low: Math.ceil(bytes / 5), high: Math.ceil(bytes / 2) };
};

/** What a request will probably use. An answer of unknown length is taken as the model's usual maximum. */
export function estimateTokens(any: AnyRequest, facts: ModelFacts | undefined): TokenEstimate {
  if (any.capability === 'embed') return { input: sum(any.request.texts.map(byText)), output: { low: 0, high: 0 } };
  return { input: chatInput(any.request), output: { low: 1, high: outputLimit(any.request, facts) } };
}

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

/** The cost of an estimate, `undefined` when a price that matters is unknown. */
export function estimateCost(
  tokens: TokenEstimate,
  price: Price | undefined,
): { readonly low: MicroUsd; readonly high: MicroUsd } | undefined {
  const low = costOf({ input: tokens.input.low, output: tokens.output.low }, price);
  const most = { input: tokens.input.high, output: tokens.output.high };
  const plain = costOf(most, price);
  // A provider may charge more for input that it writes to its cache.
  const written = costOf({ ...most, cacheWrite: most.input }, price);
  if (low === undefined || plain === undefined || written === undefined) return undefined;
  return { low, high: Math.max(plain, written) };
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
