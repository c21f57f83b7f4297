import type { OpenAiChatDialect } from '../openai-chat/dialect.ts';
import { isReasoningModel, mayReason, openaiReasoning, openaiRefusesSampling } from '../openai-chat/openai-models.ts';
import type { OpenAiResponsesDialect } from './dialect.ts';
import { openaiReasoningObject } from './reasoning.ts';

/** OpenAI's own models over chat completions. */
export const openaiChatDialect: OpenAiChatDialect = {
  streamUsage: true,
  completionHasReasoning: true,
  tokenLimit: (model) => (isReasoningModel(model) ? 'max_completion_tokens' : 'max_tokens'),
  systemRole: (model) => (isReasoningModel(model) ? 'developer' : 'system'),
  refusesSampling: openaiRefusesSampling,
  reasoning: openaiReasoning,
};

/** OpenAI's own models over responses, at OpenAI and at Azure. */
export const openaiResponsesDialect: OpenAiResponsesDialect = {
  systemRole: (model) => (isReasoningModel(model) ? 'developer' : 'system'),
  encryptsReasoning: mayReason,
  refusesSampling: openaiRefusesSampling,
  reasoning: openaiReasoningObject,
  leastOutputTokens: 16,
  chatDoor: { dialect: openaiChatDialect, isOnly: (model) => /audio|search-preview/.test(model) },
};
