import { anyOf, bearer, sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { gptOssReasoning } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'bedrock-mantle',
  name: 'Amazon Bedrock Mantle',
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://bedrock-mantle.{region}.api.aws/v1' },
  auth: anyOf(bearer('AWS_BEARER_TOKEN_BEDROCK'), sigv4('bedrock')),
  settings: { region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' } },
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: gptOssReasoning }) },
  defaults: { chat: 'openai.gpt-oss-120b' },
});
