import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A value that cannot be printed: string conversion, JSON and `util.inspect` all show `[secret]`.
 * Only `http/` may open one (a test checks the imports of `openSecret`).
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  static open(secret: Secret): string {
    return secret.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

export const openSecret = (secret: Secret): string => Secret.open(secret);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether the secret holds exactly this text, in a time that does not depend on where they differ. Opens nothing. */
export const secretEquals = (secret: Secret, text: string): boolean =>
  timingSafeEqual(digest(Secret.open(secret)), digest(text));
