import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { isReasoningModel, openaiReasoning, openaiRefusesSampling } from '../wire/openai-chat/openai-models.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'openai',
  name: 'OpenAI',
  docs: 'https://platform.openai.com/docs/api-reference',
  status: 'ga',
  checked: '2026-08-22',
  baseUrl: {
    global: 'https://api.openai.com/v1',
    eu: 'https://eu.api.openai.com/v1',
    us: 'https://us.api.openai.com/v1',
  },
  auth: bearer('OPENAI_API_KEY'),
  headers: { 'OpenAI-Organization': '${OPENAI_ORG_ID}', 'OpenAI-Project': '${OPENAI_PROJECT_ID}' },
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      completionHasReasoning: true,
      tokenLimit: (model) => (isReasoningModel(model) ? 'max_completion_tokens' : 'max_tokens'),
      systemRole: (model) => (isReasoningModel(model) ? 'developer' : 'system'),
      refusesSampling: openaiRefusesSampling,
      reasoning: openaiReasoning,
    }),
    embed: openaiEmbeddings({
      dimensionsField: (model) => (model.includes('ada-002') ? undefined : 'dimensions'),
    }),
  },
  defaults: { chat: 'gpt-5.6-terra', embed: 'text-embedding-3-small' },
});
