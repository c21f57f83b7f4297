import { inputResponse, type PromptMessage, type Server } from '@modelcontextprotocol/server';
import { invalidParams } from '../../src/server/protocol-errors.ts';
import { ask, embedded, field, image, require, textPart } from './content.ts';

type Content = PromptMessage['content'];
type Values = Readonly<Record<string, string>>;

const PROMPTS: Readonly<
  Record<string, { readonly takes: readonly string[]; readonly render: (values: Values) => readonly Content[] }>
> = {
  test_simple_prompt: { takes: [], render: () => [textPart('This is a simple prompt for testing.')] },
  test_prompt_with_arguments: {
    takes: ['arg1', 'arg2'],
    render: ({ arg1, arg2 }) => [textPart(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  },
  test_prompt_with_embedded_resource: {
    takes: ['resourceUri'],
    render: ({ resourceUri = '' }) => [embedded(resourceUri), textPart('Process it.')],
  },
  test_prompt_with_image: { takes: [], render: () => [image, textPart('Analyze it.')] },
};
const ASKING = 'test_input_required_result_prompt';

export function installPrompts(server: Server): void {
  server.setRequestHandler('prompts/list', () => ({
    prompts: [...Object.entries(PROMPTS), [ASKING, { takes: [] }] as const].map(([name, { takes }]) => ({
      name,
      description: name,
      arguments: takes.map((argument) => ({ name: argument, required: true })),
    })),
  }));
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq }) => {
    if (params.name === ASKING) {
      const response = inputResponse(mcpReq.inputResponses, 'user_context');
      if (response.kind === 'missing') return require({ user_context: ask('Context?', field('context')) });
      return messages([textPart(JSON.stringify(response))]);
    }
    const prompt = PROMPTS[params.name];
    if (prompt === undefined) throw invalidParams(`Unknown prompt "${params.name}"`);
    return messages(prompt.render(params.arguments ?? {}));
  });
  server.setRequestHandler('completion/complete', ({ params: { argument } }) => ({
    completion: {
      values: ['paris', 'park', 'party'].filter((word) => word.startsWith(argument.value)),
      hasMore: false,
    },
  }));
}

const messages = (contents: readonly Content[]) => ({
  messages: contents.map((content) => ({ role: 'user' as const, content })),
});
