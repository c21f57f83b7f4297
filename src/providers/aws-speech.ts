import { sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { awsTranscribe } from '../wire/aws-transcribe/aws-transcribe.ts';
import { pollySpeak } from '../wire/polly-speak.ts';

export default defineProvider({
  id: 'aws-speech',
  name: 'Amazon Transcribe and Polly',
  docs: 'https://docs.aws.amazon.com/transcribe/latest/dg/streaming.html',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://polly.{region}.amazonaws.com' },
  auth: sigv4('polly'),
  settings: { region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' } },
  hosts: {
    transcribe: {
      url: 'https://transcribestreaming.{region}.amazonaws.com:8443',
      auth: { kind: 'sigv4', service: 'transcribe', region: 'region', isPresigned: true },
    },
  },
  probe: '/v1/voices',
  capabilities: { transcribe: awsTranscribe(), speak: pollySpeak() },
  defaults: { transcribe: 'transcribe-streaming', speak: 'neural' },
});
