import { openSecret, type Secret } from '../../core/secret.ts';
import type { Authenticator, AuthParts } from './authenticator.ts';
import { keyList } from './key-list.ts';
import { createKeyRing, restOf } from './key-rest.ts';
import { missingKey } from './missing-key.ts';

type KeyScheme = {
  readonly env: readonly string[];
  readonly optional?: boolean;
  /** A password may hold a comma: its variable is one key whatever stands in it. */
  readonly isPassword?: boolean;
  place(key: string): {
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    /** The key in the spelling that is sent, where that is another one. */
    readonly secrets?: readonly string[];
  };
};

/** A key that is sent as it is: in a header, or in the query. Of several, one that is limited or refused rests. */
export function keyAuthenticator(scheme: KeyScheme, parts: AuthParts): Authenticator {
  const { env, optional, isPassword = false, place } = scheme;
  const ring = createKeyRing(parts.now);
  const keys = (): readonly string[] => {
    const text = firstFilled(env.map((name) => parts.config.secret(name))) ?? '';
    return isPassword && text !== '' ? [text] : keyList(text);
  };
  return {
    async credentials() {
      const key = ring.choose(keys());
      if (key === undefined) {
        if (optional === true || env.length === 0) return { headers: {}, secrets: [] };
        throw missingKey(parts.provider, env.slice(0, 1));
      }
      const placed = place(key);
      return { headers: {}, ...placed, secrets: [key, ...(placed.secrets ?? [])] };
    },
    rest({ secrets: [key] }, error) {
      const all = keys();
      const forMs = restOf(error);
      return key !== undefined && forMs !== undefined && all.length > 1 && ring.rest(key, forMs, all);
    },
  };
}

const firstFilled = (secrets: readonly (Secret | undefined)[]): string | undefined =>
  secrets.map((secret) => (secret === undefined ? '' : openSecret(secret).trim())).find((key) => key !== '');
