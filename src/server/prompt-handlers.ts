import type { Server } from '@modelcontextprotocol/server';
import { didYouMean } from '../core/nearest.ts';
import type { PromptDefinition } from '../core/resource.ts';
import { invalidParams } from './protocol-errors.ts';

/** Installs `prompts/list` and `prompts/get`. */
export function installPrompts(server: Server, prompts: () => Promise<readonly PromptDefinition[]>): void {
  server.setRequestHandler('prompts/list', async () => ({
    prompts: (await prompts()).map(({ name, title, description, arguments: takes }) => ({
      name,
      title,
      description,
      arguments: takes.map((argument) => ({ ...argument })),
    })),
  }));
  server.setRequestHandler('prompts/get', async ({ params: { name, arguments: values = {} } }) => {
    const prompt = findPrompt(await prompts(), name);
    const missing = prompt.arguments.filter(({ name: wanted, required }) => required && !values[wanted]);
    if (missing.length > 0) {
      const list = missing.map((argument) => `${argument.name} (${argument.description})`).join(', ');
      throw invalidParams(`The prompt ${prompt.name} needs ${list}.`);
    }
    return {
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text: prompt.render(values) } }],
    };
  });
}

/** Throws −32602 with the nearest names when there is no such prompt. */
export function findPrompt(prompts: readonly PromptDefinition[], name: string): PromptDefinition {
  const prompt = prompts.find((candidate) => candidate.name === name);
  if (prompt !== undefined) return prompt;
  const known = prompts.map((candidate) => candidate.name);
  throw invalidParams(`Unknown prompt "${name.slice(0, 64)}".${didYouMean(name, known)}`);
}
