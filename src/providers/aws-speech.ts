import { sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { pollySpeak } from '../wire/polly-speak.ts';

export default defineProvider({
  id: 'aws-speech',
  name: 'Amazon Transcribe and Polly',
  docs: 'https://docs.aws.amazon.com/polly/latest/dg',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://polly.{region}.amazonaws.com' },
  settings: { region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' } },
  auth: sigv4('polly'),
  probe: '/v1/voices',
  capabilities: { speak: pollySpeak() },
  defaults: { speak: 'neural' },
});
