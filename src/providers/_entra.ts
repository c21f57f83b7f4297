import type { AuthScheme } from '../core/auth.ts';
import type { Setting } from '../core/provider.ts';

/** A Microsoft Entra application, instead of a key. Needs the setting `tenant`. */
export const entra: AuthScheme = {
  kind: 'client-credentials',
  style: 'post',
  tokenUrl: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
  scope: 'https://cognitiveservices.azure.com/.default',
  env: ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
};

export const entraTenant: Setting = { env: ['AZURE_TENANT_ID'] };
