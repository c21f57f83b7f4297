import type { Effort, ReasoningInput } from '../../core/chat.ts';
import type { FilePart } from '../../core/content.ts';
import type { Spelled } from '../effort.ts';
import type { OpenAiChatDialect } from '../openai-chat/dialect.ts';
import type { Json } from '../read.ts';

/** What differs between the servers that speak OpenAI's responses. Everything is optional. */
export type OpenAiResponsesDialect = {
  /** Below the base URL; default `/responses`. */
  readonly path?: string;
  /** Default `system`. */
  readonly systemRole?: (model: string) => 'system' | 'developer';
  /**
   * True where reasoning comes encrypted when it is asked for. Nothing is stored, so only then can it be given back;
   * models that do not reason refuse the wish.
   */
  readonly encryptsReasoning?: (model: string) => boolean;
  /** True where the model refuses sampling parameters. */
  readonly refusesSampling?: (model: string, effort: Effort | undefined) => boolean;
  readonly reasoning?: (input: ReasoningInput, model: string) => Spelled;
  /** The smallest `max_output_tokens` that is not refused. */
  readonly leastOutputTokens?: number;
  /** False where `tool_choice` can only be `auto`. */
  readonly choosesTools?: boolean;
  readonly filePart?: (part: FilePart) => Json | undefined;
  /** True where `usage.cost` states the price of the call in USD. */
  readonly statesCost?: boolean;
  /** The provider's chat completions, for what the responses do not take: audio, and the models that have no other. */
  readonly chatDoor?: { readonly dialect: OpenAiChatDialect; readonly isOnly?: (model: string) => boolean };
};
