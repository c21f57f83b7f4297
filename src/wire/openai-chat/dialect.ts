import type { Effort, ReasoningInput, ToolOffer } from '../../core/chat.ts';
import type { AudioPart, FilePart } from '../../core/content.ts';
import type { Spelled } from '../effort.ts';
import type { Json } from '../read.ts';

/** What differs between the many servers that speak OpenAI's chat completions. Everything is optional. */
export type OpenAiChatDialect = {
  /** Below the base URL; default `/chat/completions`. */
  readonly path?: string;
  /** Name of the token limit; default `max_tokens`. */
  readonly tokenLimit?: (model: string) => 'max_tokens' | 'max_completion_tokens';
  /** The most tokens of an answer that the server lets one ask for. */
  readonly mostTokens?: number;
  /** Default `system`. */
  readonly systemRole?: (model: string) => 'system' | 'developer' | 'user';
  /** False where text must be one string instead of a list of parts. */
  readonly contentParts?: (model: string) => boolean;
  /** False where even an assistant that only calls tools must say a string. */
  readonly nullableContent?: boolean;
  /** True where usage in a stream must be asked for with `stream_options`. */
  readonly streamUsage?: boolean;
  /** How "call some tool" is said; `undefined` where it cannot be. Default `required`. */
  readonly requiredTool?: RequiredTool | ((model: string) => RequiredTool);
  /** An offered tool where it is not `{type, function}`. */
  readonly tool?: (tool: ToolOffer) => Json;
  /** A choice of tools, a word or `{type, function}`, in this server's shape. */
  readonly toolChoice?: (choice: string | Json) => unknown;
  /** False where a model takes no tools at all: offering some is `unsupported`. */
  readonly takesTools?: (model: string) => boolean;
  /** Rewrites an id of a tool call that this server would refuse. */
  readonly toolCallId?: (id: string) => string;
  /** True where each call of an assistant has to say its place among them. */
  readonly numbersToolCalls?: boolean;
  /** True where the model refuses sampling parameters. */
  readonly refusesSampling?: (model: string, effort: Effort | undefined) => boolean;
  readonly reasoning?: (input: ReasoningInput, model: string) => Spelled;
  /** Fields that a model always wants. */
  readonly always?: (model: string) => Json;
  /** How far structured output goes; default `json_schema`. */
  readonly structured?: (model: string, withTools: boolean) => 'json_schema' | 'json_object' | 'prompt';
  /** The `response_format` of a schema where it is not OpenAI's. */
  readonly schemaFormat?: (schema: Json) => Json;
  /** Whether the server streams, with and without tools; default always. */
  readonly streams?: (withTools: boolean) => boolean;
  /** False where a schema and streaming exclude each other. */
  readonly streamsSchema?: boolean;
  /** Fields that an assistant message without its raw items must carry. */
  readonly assistantFields?: (model: string) => Json;
  readonly filePart?: (part: FilePart) => Json | undefined;
  readonly audioPart?: (part: AudioPart) => Json | undefined;
  /** True where completion tokens always hold the reasoning, whatever is said of it. */
  readonly completionHasReasoning?: boolean;
  /** True where the answer states the price of the call in USD. */
  readonly statesCost?: boolean;
  /** The server's own error codes and types, in words that `http/errors.ts` knows. */
  readonly errorWords?: Readonly<Record<string, string>>;
};

/** How "call some tool" is said; `undefined` where it cannot be. */
export type RequiredTool = 'required' | 'any' | 'tool' | undefined;
