import { z } from 'zod';
import { EFFORTS, FINISH_REASONS } from '../src/core/chat.ts';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';
import { promptShape, readMessages } from './_chat-input.ts';
import { openConversation, sealConversation } from './_chat-run.ts';

export default defineTool({
  name: 'reason',
  title: 'Reason',
  group: 'text',
  effect: 'read',
  metered: true,
  needs: 'chat',
  description: 'Ask a model that thinks first. For mathematics, planning and hard questions.',
  input: z.strictObject({
    ...promptShape,
    messages: z.array(z.record(z.string(), z.unknown())).optional(),
    continuation: z.string().optional(),
    effort: z.enum(EFFORTS).optional(),
    budget_tokens: z.int().positive().optional(),
    show_thinking: z.boolean().optional(),
    ...callOptions,
    model: z.string().optional(),
  }),
  output: z.object({
    text: z.string(),
    thinking: z.string().optional(),
    finish_reason: z.enum(FINISH_REASONS),
    continuation: z.string(),
    ...receiptShape,
  }),

  async run(input, call) {
    const given = await readMessages(input, call);
    const { messages, options } = await openConversation(given, input.continuation, runOptions(input), call);
    const reasoning = {
      // Thinking is what this tool is for, so an unset effort is not the provider's "none".
      effort: input.effort ?? (input.budget_tokens === undefined ? 'medium' : undefined),
      budgetTokens: input.budget_tokens,
      show: input.show_thinking,
    };
    const ran = await call.app.run('chat', { messages, reasoning }, options, call);
    const { text, reasoning: thinking, finishReason } = ran.result;
    return {
      text,
      ...(input.show_thinking && thinking !== '' && { thinking }),
      finish_reason: finishReason,
      continuation: await sealConversation(messages, ran, call),
      ...receiptFields(ran.receipt),
    };
  },

  text({ text, thinking, finish_reason }) {
    const answer = text === '' ? `No text (${finish_reason}).` : text;
    return thinking === undefined ? answer : `Thinking:\n${thinking}\n\nAnswer:\n${answer}`;
  },
});
