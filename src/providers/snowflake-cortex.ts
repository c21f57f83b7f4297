import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { snowflakeReasoning } from '../wire/openai-chat/hosted-reasoning.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'snowflake-cortex',
  name: 'Snowflake Cortex',
  docs: 'https://docs.snowflake.com/en/user-guide/snowflake-cortex/cortex-rest-api',
  status: 'ga',
  checked: '2026-11-22',
  category: 'enterprise',
  country: 'US',
  baseUrl: { global: 'https://{account}.snowflakecomputing.com/api/v2/cortex/v1' },
  auth: bearer('SNOWFLAKE_CORTEX_PAT', 'SNOWFLAKE_PAT', 'SNOWFLAKE_JWT', 'SNOWFLAKE_TOKEN'),
  // Snowflake tells the kind of a token by looking at it; the header is for those it cannot tell.
  headers: { 'X-Snowflake-Authorization-Token-Type': '${SNOWFLAKE_TOKEN_TYPE}' },
  settings: { account: { env: ['SNOWFLAKE_ACCOUNT'] } },
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      tokenLimit: () => 'max_completion_tokens',
      reasoning: snowflakeReasoning,
    }),
  },
  defaults: { chat: 'claude-opus-4-8' },
});
