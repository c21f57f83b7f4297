import { type AuthScheme, anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { watsonxEmbeddings } from '../wire/watsonx/embeddings.ts';
import { watsonxRerank } from '../wire/watsonx/rerank.ts';
import { watsonx } from '../wire/watsonx/watsonx.ts';

const apiKey = (variable: string): AuthScheme => ({
  kind: 'client-credentials',
  style: 'ibm-iam',
  tokenUrl: '{tokenUrl}',
  env: [variable],
});

export default defineProvider({
  id: 'watsonx',
  name: 'IBM watsonx.ai',
  docs: 'https://cloud.ibm.com/apidocs/watsonx-ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'enterprise',
  country: 'US',
  baseUrl: {
    global: 'https://{host}',
    'us-south': 'https://us-south.ml.cloud.ibm.com',
    'eu-de': 'https://eu-de.ml.cloud.ibm.com',
    'eu-gb': 'https://eu-gb.ml.cloud.ibm.com',
    'jp-tok': 'https://jp-tok.ml.cloud.ibm.com',
    'au-syd': 'https://au-syd.ml.cloud.ibm.com',
    'ca-tor': 'https://ca-tor.ml.cloud.ibm.com',
  },
  // IBM Cloud's key in either spelling, a ready token, or the key of Cloud Pak for Data.
  auth: anyOf(apiKey('WATSONX_API_KEY'), apiKey('WATSONX_APIKEY'), bearer('WATSONX_TOKEN'), {
    kind: 'header',
    header: 'authorization',
    prefix: 'ZenApiKey ',
    env: ['WATSONX_ZENAPIKEY'],
  }),
  settings: {
    host: { env: ['WATSONX_URL'], default: 'us-south.ml.cloud.ibm.com' },
    projectId: { env: ['WATSONX_PROJECT_ID'] },
    spaceId: { env: ['WATSONX_SPACE_ID', 'WATSONX_DEPLOYMENT_SPACE_ID'] },
    version: { env: ['WATSONX_API_VERSION'], default: '2024-10-08' },
    tokenUrl: { env: ['WATSONX_TOKEN_URL'], default: 'https://iam.cloud.ibm.com/identity/token' },
  },
  capabilities: { chat: watsonx(), embed: watsonxEmbeddings(), rerank: watsonxRerank() },
  defaults: {
    rerank: 'cross-encoder/ms-marco-minilm-l-12-v2',
    chat: 'ibm/granite-4-h-small',
    embed: 'ibm/granite-embedding-278m-multilingual',
  },
});
