import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'oracle-oci',
  name: 'Oracle OCI Generative AI',
  docs: 'https://docs.oracle.com/en-us/iaas/Content/generative-ai/openai-compatible-api.htm',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://inference.generativeai.{region}.oci.oraclecloud.com/openai/v1' },
  auth: anyOf(bearer('OCI_GENAI_API_KEY'), { kind: 'oci' }),
  settings: { region: { env: ['OCI_REGION'] } },
  // A signed request has to say whose compartment pays; Oracle's own client sends both names.
  headers: { CompartmentId: '${OCI_COMPARTMENT_ID}', 'opc-compartment-id': '${OCI_COMPARTMENT_ID}' },
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: effortField(['none', 'minimal', 'low', 'medium', 'high']) }),
  },
  defaults: { chat: 'meta.llama-3.3-70b-instruct' },
});
