import { openSecret, type Secret } from '../../core/secret.ts';
import type { Authenticator, AuthParts } from './authenticator.ts';
import { missingKey } from './missing-key.ts';

type KeyScheme = {
  readonly env: readonly string[];
  readonly optional?: boolean;
  place(key: string): {
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    /** The key in the spelling that is sent, where that is another one. */
    readonly secrets?: readonly string[];
  };
};

/** A key that is sent as it is: in a header, or in the query. */
export function keyAuthenticator({ env, optional, place }: KeyScheme, parts: AuthParts): Authenticator {
  return {
    async credentials() {
      const key = firstFilled(env.map((name) => parts.config.secret(name)));
      if (key === undefined) {
        if (optional === true || env.length === 0) return { headers: {}, secrets: [] };
        throw missingKey(parts.provider, env.slice(0, 1));
      }
      const placed = place(key);
      return { headers: {}, ...placed, secrets: [key, ...(placed.secrets ?? [])] };
    },
  };
}

const firstFilled = (secrets: readonly (Secret | undefined)[]): string | undefined =>
  secrets.map((secret) => (secret === undefined ? '' : openSecret(secret).trim())).find((key) => key !== '');
