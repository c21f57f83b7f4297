import { anyOf, bearer, sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { bedrockConverse } from '../wire/bedrock-converse/bedrock-converse.ts';
import { bedrockImage } from '../wire/bedrock-image.ts';
import { bedrockEmbed } from '../wire/embed/bedrock.ts';
import { bedrockRerank } from '../wire/rerank/vendors.ts';

export default defineProvider({
  id: 'bedrock',
  name: 'Amazon Bedrock',
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://bedrock-runtime.{region}.amazonaws.com' },
  auth: anyOf(bearer('AWS_BEARER_TOKEN_BEDROCK'), sigv4('bedrock')),
  settings: { region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' } },
  capabilities: { chat: bedrockConverse(), image: bedrockImage(), embed: bedrockEmbed(), rerank: bedrockRerank() },
  defaults: {
    rerank: 'cohere.rerank-v3-5:0',
    chat: 'us.anthropic.claude-sonnet-5',
    image: 'stability.stable-image-core-v1:1',
    embed: 'amazon.titan-embed-text-v2:0',
  },
});
