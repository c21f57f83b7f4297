import type { Message, RawTurn, ToolCallRequest } from './content.ts';
import type { Usage } from './usage.ts';

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

export const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'error'] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];

/** One input for reasoning; a row's dialect maps it to the provider's own spelling and clamps it. */
export type ReasoningInput = {
  readonly effort?: Effort;
  readonly budgetTokens?: number;
  /** Ask for the reasoning text where the provider can show it. */
  readonly show?: boolean;
};

/** A tool offered to the remote model. `parameters` is a JSON Schema. */
export type ToolOffer = {
  readonly name: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export type ChatRequest = {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolOffer[];
  readonly toolChoice?: ToolChoice;
  /** JSON Schema of the wanted answer (structured output). */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly reasoning?: ReasoningInput;
};

export type ChatResult = {
  readonly text: string;
  /** Reasoning text, from wherever the provider puts it; empty when it shows none. */
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCallRequest[];
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  /** The assistant items as they came, for the way back. */
  readonly raw: RawTurn;
  /** The model that answered, as the provider names it. */
  readonly model?: string;
  /** The cost in micro-dollars where the provider itself states it. */
  readonly costMicroUsd?: number;
  /** What was dropped or clamped to please the model, told in the receipt. */
  readonly notes?: readonly string[];
};

/**
 * A streamed answer in noun-verb increments. A family yields these; `collectChat` folds them into a `ChatResult`,
 * so a consumer that ignores deltas still gets the complete answer.
 */
export type ChatEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | {
      readonly type: 'tool-call-delta';
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly arguments?: string;
    }
  | { readonly type: 'usage'; readonly usage: Usage; readonly costMicroUsd?: number }
  /** Exactly once, last. A stream that ends without it was cut. */
  | { readonly type: 'done'; readonly finishReason: FinishReason; readonly raw: unknown; readonly model?: string };

export type ChatOptions = {
  readonly signal: AbortSignal;
  /** Ask the provider to stream. The answer is decoded by what it is, whichever was asked. */
  readonly stream: boolean;
  /** Called for each delta as it arrives. Must not block. */
  readonly onEvent?: (event: ChatEvent) => void;
};

export type ChatCapability = {
  chat(request: ChatRequest, options: ChatOptions): Promise<ChatResult>;
};
