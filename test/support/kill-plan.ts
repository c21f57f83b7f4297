/** A step of a plan. Documents carry the version that is written; for `delete` it says nothing. */
export type Operation = {
  readonly kind: 'index' | 'replace' | 'delete';
  readonly documents: readonly { readonly id: string; readonly version: number }[];
};

/** Document → the versions that it may have; 0 stands for none. */
export type Allowed = ReadonlyMap<string, ReadonlySet<number>>;

const UNIVERSE = 160;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A text that only this version of this document has words of, of several chunks for some. */
export const textOf = (id: string, version: number): string =>
  `Document ${id} with the word ${wordOf(id, version)} in it. `.repeat(Number(id.slice(1)) % 7 === 0 ? 60 : 2);

export const wordOf = (id: string, version: number): string => `unique${id}v${version}`;

/** Indexing, updating, replacing and deleting in random order over the same documents. */
export function planOf(random: () => number, firstVersion: number): readonly Operation[] {
  return Array.from({ length: 12 }, (_, step) => {
    const share = 0.2 + random() * 0.6;
    const documents = Array.from({ length: UNIVERSE }, (_, index) => ({
      id: `d${index}`,
      version: firstVersion + step,
    })).filter(() => random() < share);
    const kinds = ['index', 'index', 'delete', 'delete', 'replace'] as const;
    return { kind: kinds[Math.floor(random() * kinds.length)] ?? 'index', documents };
  });
}

/** What may stand in the store after a process printed these lines and was killed. */
export function allowedAfter(before: Allowed, plan: readonly Operation[], lines: readonly string[]): Allowed {
  const allowed = new Map(before);
  for (const [number, operation] of plan.entries()) {
    if (!lines.includes(`begin ${number}`)) break;
    const isEnded = lines.includes(`end ${number}`);
    const done = lines.filter((line) => line.startsWith(`done ${number} `)).map((line) => Number(line.split(' ')[2]));
    const durable = isEnded ? operation.documents.length : Math.max(0, ...done);
    for (const [index, { id, version }] of operation.documents.entries()) {
      const target = operation.kind === 'delete' ? 0 : version;
      const isSure = operation.kind === 'delete' ? isEnded : index < durable;
      allowed.set(id, isSure ? new Set([target]) : new Set([...(allowed.get(id) ?? [0]), target]));
    }
    if (operation.kind !== 'replace') continue;
    const kept = new Set(operation.documents.map(({ id }) => id));
    for (const [id, versions] of allowed) {
      if (!kept.has(id)) allowed.set(id, isEnded ? new Set([0]) : new Set([...versions, 0]));
    }
  }
  return allowed;
}
