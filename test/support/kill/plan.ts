/** A step of a plan. Documents carry the version that is written; for `delete` it says nothing. */
export type Operation = {
  readonly kind: 'index' | 'replace' | 'delete';
  readonly documents: readonly { readonly id: string; readonly version: number }[];
};

/** Where a collection is moved; with a name, a copy of it. */
export type Target = { readonly store?: 'sqlite' | 'qdrant'; readonly embed_model?: string; readonly name?: string };

/** Document → the versions that it may have; 0 stands for none. */
export type Allowed = ReadonlyMap<string, ReadonlySet<number>>;

export const UNIVERSE: readonly string[] = Array.from({ length: 80 }, (_, index) => `d${index}`);
export const SMALL = 'openai/text-embedding-3-small';
export const LARGE = 'openai/text-embedding-3-large';

export const oneOf = <T>(random: () => number, choices: readonly [T, ...T[]]): T =>
  choices[Math.floor(random() * choices.length)] ?? choices[0];

/** A text that only this version of this document has words of, of several chunks for some. */
export const textOf = (id: string, version: number): string =>
  `Document ${id} with the word ${wordOf(id, version)} in it. `.repeat(Number(id.slice(1)) % 14 === 0 ? 60 : 2);

export const wordOf = (id: string, version: number): string => `unique${id}v${version}`;

const versionOf = (allowed: Allowed, id: string): number => Math.max(...(allowed.get(id) ?? [0]));

/** One operation of that kind on about this share of the documents that it can be done to. */
export function operationOf(
  kind: 'index' | 'update' | 'replace' | 'delete',
  { random, version, stored, share }: { random: () => number; version: number; stored: Allowed; share: number },
): Operation {
  const isThere = (id: string) => versionOf(stored, id) > 0;
  const fitting = UNIVERSE.filter((id) => (kind === 'index' ? !isThere(id) : kind === 'replace' || isThere(id)));
  const documents = fitting.filter(() => random() < share).map((id) => ({ id, version }));
  // No tool takes an empty list.
  const some = documents.length > 0 ? documents : [{ id: oneOf(random, ['d1', 'd2', 'd14']), version }];
  return { kind: kind === 'update' ? 'index' : kind, documents: some };
}

/** A move to somewhere else than the collection is. */
export function targetOf(
  random: () => number,
  { store, embedModel }: { readonly store: string; readonly embedModel: string },
  name: string,
): Target {
  const elsewhere = store === 'sqlite' ? 'qdrant' : 'sqlite';
  const other = embedModel === SMALL ? LARGE : SMALL;
  return oneOf<Target>(random, [
    { store: elsewhere },
    { embed_model: other },
    { store: elsewhere, embed_model: other },
    { name },
    { name, store: elsewhere },
    { name, embed_model: other },
  ]);
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
