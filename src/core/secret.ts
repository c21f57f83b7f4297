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
