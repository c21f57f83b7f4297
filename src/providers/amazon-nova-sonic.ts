import { sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { novaSonic } from '../wire/realtime/nova-sonic.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'amazon-nova-sonic',
  name: 'Amazon Nova Sonic',
  docs: 'https://docs.aws.amazon.com/nova/latest/nova2-userguide/sonic-getting-started.html',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://bedrock-runtime.{region}.amazonaws.com' },
  // Bedrock's API keys do not open this operation.
  auth: sigv4('bedrock'),
  settings: { region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' } },
  capabilities: { voice: voiceOver({ converse: { family: novaSonic, model: 'amazon.nova-2-sonic-v1:0' } }) },
  defaults: { voice: 'amazon.nova-2-sonic-v1:0' },
});
