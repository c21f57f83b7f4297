import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { mixedReasoning } from '../wire/openai-chat/hosted-reasoning.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'databricks',
  name: 'Databricks',
  docs: 'https://docs.databricks.com/aws/en/machine-learning/foundation-models/',
  status: 'ga',
  checked: '2026-11-22',
  category: 'enterprise',
  country: 'US',
  baseUrl: { global: 'https://{host}/serving-endpoints' },
  auth: anyOf(bearer('DATABRICKS_TOKEN'), {
    kind: 'client-credentials',
    style: 'basic',
    tokenUrl: '{host}/oidc/v1/token',
    env: ['DATABRICKS_CLIENT_ID', 'DATABRICKS_CLIENT_SECRET'],
    scope: 'all-apis',
  }),
  settings: { host: { env: ['DATABRICKS_HOST'] } },
  capabilities: {
    chat: openaiChat({ reasoning: mixedReasoning }),
    embed: openaiEmbeddings({ dimensionsField: () => undefined, maxBatch: 150 }),
  },
  defaults: { chat: 'databricks-claude-opus-4-7', embed: 'databricks-gte-large-en' },
});
