import type { z } from 'zod';
import type { App } from './app.ts';
import type { CapabilityName } from './capability.ts';
import type { Journal } from './job.ts';
import type { PageName } from './page.ts';

/** Who asks. Everything kept for a caller is keyed by tenant first. */
export type Principal = { readonly tenant: string; readonly subject: string };

/** The one user of a server that a client started over stdio, or of the command line. */
export const LOCAL_PRINCIPAL: Principal = { tenant: 'local', subject: 'local' };

export type Progress = { readonly message: string; readonly progress?: number; readonly total?: number };

/** One call of one tool, handed to its handler. */
export type ToolCall = {
  readonly app: App;
  readonly callId: string;
  readonly tool: string;
  readonly principal: Principal;
  /** Aborts when the client cancels or leaves. */
  readonly signal: AbortSignal;
  /** Absent when the client gave no progress token. Cheap to call often: the server coalesces. */
  readonly progress?: (update: Progress) => void;
  /** The address under which the caller reaches this server over HTTP. Absent over stdio and on the command line. */
  readonly base?: string;
  /** What the call does at providers, remembered for whoever goes on with it. Absent where nobody would. */
  readonly journal?: Journal;
};

/** A tool either reads or changes something; `delete` changes in a way that cannot be undone. */
export type ToolEffect = 'read' | 'write' | 'delete';

export type ToolDefinition<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> = {
  /** snake_case verb or verb_noun. */
  readonly name: string;
  readonly title: string;
  /** At most two sentences: what it does, and when to use it. Every token is paid on every request. */
  readonly description: string;
  readonly group: 'text' | 'domain' | 'speech' | 'voice' | 'media' | 'retrieval' | 'catalogue';
  readonly effect: ToolEffect;
  /** True when a call can cost money or reach a provider. */
  readonly metered: boolean;
  /** True for a step of something that lives on elsewhere, a voice session: asked twice it is done twice, and it is no job. */
  readonly isStep?: boolean;
  /** The capability without which it can do nothing; absent when it always works. */
  readonly needs?: CapabilityName;
  /** The page in which hosts of MCP Apps show its results; others show them as ever. */
  readonly page?: PageName;
  readonly input: Input;
  readonly output: Output;
  /** The handler. It does not catch, log, retry, format money or read the environment. */
  run(input: z.output<Input>, call: ToolCall): Promise<z.input<Output>>;
  /** A short text of the result for a person or a model that reads no structured content. */
  text(output: z.output<Output>): string;
};

export const defineTool = <Input extends z.ZodType, Output extends z.ZodType>(
  definition: ToolDefinition<Input, Output>,
): ToolDefinition<Input, Output> => definition;
