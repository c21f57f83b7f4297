import { z } from 'zod';
import { FINISH_REASONS, type ToolChoice } from '../src/core/chat.ts';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';
import { runStructured } from '../src/structured/run.ts';
import { promptShape, readMessages } from './_chat-input.ts';
import { openConversation, sealConversation } from './_chat-run.ts';
import { toolOffers, toolsShape } from './_tool-offers.ts';

export default defineTool({
  name: 'chat',
  title: 'Chat',
  group: 'text',
  effect: 'read',
  metered: true,
  needs: 'chat',
  description: 'Ask a model, with images, files, tools or a JSON schema. For hard problems use reason.',
  input: z.strictObject({
    ...promptShape,
    files: z.array(z.string()).optional(),
    tools: toolsShape.optional(),
    tool_choice: z.string().optional().describe('auto|none|required|NAME'),
    schema: z.record(z.string(), z.unknown()).optional().describe('JSON Schema'),
    temperature: z.number().optional(),
    max_tokens: z.int().positive().optional(),
    ...callOptions,
  }),
  output: z.object({
    text: z.string(),
    tool_calls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
    object: z
      .unknown()
      .optional()
      .meta({ type: ['object', 'array', 'string', 'number', 'boolean'] }),
    finish_reason: z.enum(FINISH_REASONS),
    continuation: z.string(),
    ...receiptShape,
  }),

  async run(input, call) {
    const given = await readMessages(input, call);
    const { messages, options } = await openConversation(given, input.continuation, runOptions(input), call);
    const request = {
      messages,
      tools: toolOffers(input.tools),
      toolChoice: readToolChoice(input.tool_choice),
      temperature: input.temperature,
      maxTokens: input.max_tokens,
    };
    const { ran, object } =
      input.schema === undefined
        ? { ran: await call.app.run('chat', request, options, call), object: undefined }
        : await runStructured({ ...request, schema: input.schema }, options, call);
    return {
      text: ran.result.text,
      tool_calls: [...ran.result.toolCalls],
      ...(object !== undefined && { object }),
      finish_reason: ran.result.finishReason,
      continuation: await sealConversation(messages, ran, call),
      ...receiptFields(ran.receipt),
    };
  },

  text({ text, tool_calls, finish_reason }) {
    const asked = tool_calls.map((toolCall) => `${toolCall.name}(${toolCall.arguments})`);
    const wish = asked.length === 0 ? '' : `Asks for ${asked.join(', ')}`;
    const answer = [text, wish].filter((part) => part !== '').join('\n\n');
    return answer === '' ? `No text (${finish_reason}).` : answer;
  },
});

function readToolChoice(choice: string | undefined): ToolChoice | undefined {
  if (choice === undefined || choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  return { name: choice };
}
