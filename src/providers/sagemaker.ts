import { sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { CONFIGURED_ENDPOINT, sagemakerInvoke } from '../wire/sagemaker-invoke/sagemaker-invoke.ts';

export default defineProvider({
  id: 'sagemaker',
  name: 'Amazon SageMaker endpoints',
  docs: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://runtime.sagemaker.{region}.amazonaws.com' },
  auth: sigv4('sagemaker'),
  settings: {
    region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' },
    endpoint: { env: ['SAGEMAKER_ENDPOINT'], required: true },
    payload: { env: ['SAGEMAKER_PAYLOAD'], default: 'chat' },
  },
  headers: { 'X-Amzn-SageMaker-Inference-Component': '${SAGEMAKER_INFERENCE_COMPONENT}' },
  capabilities: { chat: sagemakerInvoke() },
  defaults: { chat: CONFIGURED_ENDPOINT },
});
