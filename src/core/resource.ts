import type { ToolCall } from './tool.ts';

export type ResourceContents =
  | { readonly mimeType: string; readonly text: string }
  | { readonly mimeType: string; readonly blob: Uint8Array };

/** A resource (`llmkit://health`) or, with `{variables}` in its URI, a resource template. */
export type ResourceDefinition = {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Absent for a template whose resources are of different types. */
  readonly mimeType?: string;
  /** Sent as `_meta` with the resource and with its contents. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Throws `not_found` when the variables name nothing. */
  read(variables: Readonly<Record<string, string>>, call: ToolCall): Promise<ResourceContents>;
  /** Values for a template variable that begin with what was typed. */
  complete?(
    variable: string,
    value: string,
    known: Readonly<Record<string, string>>,
    call: ToolCall,
  ): Promise<readonly string[]>;
};

export const defineResource = (definition: ResourceDefinition): ResourceDefinition => definition;

export type PromptArgument = { readonly name: string; readonly description: string; readonly required: boolean };

/** A finished workflow that a person starts by name. */
export type PromptDefinition = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** The user message that starts the workflow. */
  render(values: Readonly<Record<string, string>>): string;
  complete?(argument: string, value: string, call: ToolCall): Promise<readonly string[]>;
};

export const definePrompt = (definition: PromptDefinition): PromptDefinition => definition;
