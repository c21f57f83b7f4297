import type { DatabaseSync } from 'node:sqlite';
import type { Signatures } from '../signatures.ts';
import { signaturesIn } from '../vectors.ts';

/** The signatures of the vectors that came after an index was built. */
export class WaitingVectors {
  #last: number;
  #signatures: Signatures = { keys: new Float64Array(0), words: new Uint32Array(0) };

  /** `last` is the last key in the index. */
  constructor(last: number) {
    this.#last = last;
  }

  /** Reads what came since it was last asked: keys only grow. What was deleted stays, and is not found when it is scored. */
  refreshed(database: DatabaseSync): Signatures {
    const fresh = signaturesIn(database, this.#last);
    if (fresh.keys.length === 0) return this.#signatures;
    this.#last = fresh.keys.at(-1) ?? this.#last;
    const { keys, words } = this.#signatures;
    this.#signatures = {
      keys: joined(keys, fresh.keys, Float64Array),
      words: joined(words, fresh.words, Uint32Array),
    };
    return this.#signatures;
  }
}

function joined<T extends Float64Array | Uint32Array>(first: T, second: T, make: new (length: number) => T): T {
  const all = new make(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
