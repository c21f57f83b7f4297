import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { azureDocument } from '../wire/parse/azure-document.ts';

export default defineProvider({
  id: 'azure-document-intelligence',
  name: 'Azure Document Intelligence',
  docs: 'https://learn.microsoft.com/azure/ai-services/document-intelligence',
  status: 'ga',
  checked: '2026-11-23',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://{resource}.cognitiveservices.azure.com' },
  server: { env: ['AZURE_DOCUMENT_INTELLIGENCE_ENDPOINT'] },
  auth: header('Ocp-Apim-Subscription-Key', 'AZURE_DOCUMENT_INTELLIGENCE_KEY'),
  settings: {
    resource: { env: ['AZURE_DOCUMENT_INTELLIGENCE_RESOURCE'] },
    apiVersion: { env: ['AZURE_DOCUMENT_INTELLIGENCE_API_VERSION'], default: '2024-11-30' },
  },
  probe: '/documentintelligence/info?api-version=2024-11-30',
  capabilities: { parse: azureDocument() },
  defaults: { parse: 'prebuilt-layout' },
});
