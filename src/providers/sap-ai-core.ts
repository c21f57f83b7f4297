import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { sapOrchestration } from '../wire/sap-orchestration/sap-orchestration.ts';

export default defineProvider({
  id: 'sap-ai-core',
  name: 'SAP AI Core (orchestration)',
  docs: 'https://help.sap.com/docs/sap-ai-core/sap-ai-core-service-guide/orchestration-workflow-v2',
  status: 'enterprise-only',
  checked: '2026-11-22',
  category: 'enterprise',
  country: 'DE',
  baseUrl: { global: 'https://{host}/v2' },
  auth: anyOf(
    {
      kind: 'client-credentials',
      style: 'basic',
      tokenUrl: '{authUrl}/oauth/token',
      env: ['AICORE_CLIENT_ID', 'AICORE_CLIENT_SECRET'],
    },
    { kind: 'client-credentials', style: 'service-key', tokenUrl: '/oauth/token', env: ['AICORE_SERVICE_KEY'] },
    bearer('AICORE_ACCESS_TOKEN'),
  ),
  settings: {
    host: { env: ['AICORE_BASE_URL'] },
    authUrl: { env: ['AICORE_AUTH_URL'] },
    deploymentId: { env: ['AICORE_DEPLOYMENT_ID'], required: true },
    resourceGroup: { env: ['AICORE_RESOURCE_GROUP'], default: 'default' },
  },
  capabilities: { chat: sapOrchestration() },
  defaults: { chat: 'gpt-5.4' },
});
