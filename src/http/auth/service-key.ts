import { ProviderError } from '../../core/errors.ts';
import type { AuthParts } from './authenticator.ts';

export type ServiceKey = { readonly id: string; readonly secret: string; readonly url: string };

/** SAP's service key: `{clientid, clientsecret, url}`. Throws `not_configured` naming the variable, and nothing of the key. */
export function parseServiceKey(text: string, variable: string, { provider }: Pick<AuthParts, 'provider'>): ServiceKey {
  const key = fieldsOf(text);
  const [id, secret, url] = ['clientid', 'clientsecret', 'url'].map((name) => key.get(name));
  if (typeof id === 'string' && typeof secret === 'string' && typeof url === 'string' && URL.canParse(url)) {
    return { id, secret, url: url.replace(/\/+$/, '') };
  }
  throw new ProviderError('not_configured', {
    provider: provider.id,
    message: `${variable} holds no service key of ${provider.name}.`,
    hint: `Set ${variable} to the JSON of a service key, with clientid, clientsecret and url.`,
    processed: false,
  });
}

function fieldsOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const key: unknown = JSON.parse(text);
    return new Map(typeof key === 'object' && key !== null ? Object.entries(key) : []);
  } catch {
    return new Map();
  }
}
