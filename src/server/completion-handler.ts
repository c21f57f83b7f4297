import type { CompleteRequestParams, Server } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import type { PromptDefinition } from '../core/resource.ts';
import type { ToolCall } from '../core/tool.ts';
import { findPrompt } from './prompt-handlers.ts';
import { invalidParams, protocolErrorOf } from './protocol-errors.ts';
import { callOf } from './request-context.ts';
import type { ResourceShelf } from './resource-handlers.ts';

/** The most values a completion may carry (MCP). */
const MOST_VALUES = 100;

type Sources = {
  readonly prompts: () => Promise<readonly PromptDefinition[]>;
  readonly shelf: () => Promise<ResourceShelf>;
};

/** Installs `completion/complete` for prompt arguments and template variables. */
export function installCompletion(server: Server, app: App, sources: Sources): void {
  server.setRequestHandler('completion/complete', async ({ params }, context) => {
    const call = callOf(app, 'completion', context);
    try {
      const values = await valuesFor(params, sources, call);
      const shown = values.slice(0, MOST_VALUES);
      return { completion: { values: [...shown], total: values.length, hasMore: values.length > shown.length } };
    } catch (thrown) {
      throw protocolErrorOf(app, thrown, call);
    }
  });
}

async function valuesFor(params: CompleteRequestParams, sources: Sources, call: ToolCall): Promise<readonly string[]> {
  const { ref, argument, context } = params;
  if (ref.type === 'ref/prompt') {
    const prompt = findPrompt(await sources.prompts(), ref.name);
    return (await prompt.complete?.(argument.name, argument.value, call)) ?? [];
  }
  const { templates, listed } = await sources.shelf();
  const resource = [...templates, ...listed].find(({ uri }) => uri === ref.uri);
  if (resource === undefined) throw invalidParams(`Unknown resource template "${ref.uri.slice(0, 200)}".`);
  return (await resource.complete?.(argument.name, argument.value, context?.arguments ?? {}, call)) ?? [];
}
