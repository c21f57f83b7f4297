import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type {
  IndexPlace,
  VectorIndex,
  VectorQuery,
  VectorRecord,
  VectorStoreDefinition,
} from '../core/vector-index.ts';
import { type Attempts, attempt, isPassing } from './attempt.ts';
import { isPlaceInUse } from './moving.ts';
import { compare, nextErrand, recordCount, settle, strike, type VectorTable, waitingCount } from './outbox.ts';
import { dimensionsOf } from './place.ts';
import type { Connection } from './sqlite/connection.ts';

/** Above this many records equal counts are taken for equal ids: some stores list a hundred at a time. */
const LISTED = 2000;
/** Making an index, or listing one, may take its time. */
const LONG_MS = 130_000;
const SHORT_MS = 30_000;

export type RemoteParts = {
  readonly name: string;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly definition: Pick<VectorStoreDefinition, 'id' | 'limits' | 'settlesMs'>;
  readonly secrets: readonly string[];
  /** Connects on first use. */
  readonly connect: () => Promise<VectorIndex>;
  /** Of a migration: what it has made so far, and how many numbers those vectors have. */
  readonly moving?: { readonly table: VectorTable; readonly dimensions: number };
};

/** One collection's index in a vector store: kept in step with the catalogue by its outbox. */
export class RemoteIndex {
  readonly #parts: RemoteParts;
  readonly #attempts: Omit<Attempts, 'timeoutMs'>;
  #mended: readonly string[] = [];
  #waitingNote: string | undefined;
  #isReady = false;
  /** One errand after the other: two at once would do the same. */
  #running: Promise<void> = Promise.resolve();

  constructor(parts: RemoteParts) {
    this.#parts = parts;
    this.#attempts = { store: parts.definition.id, clock: parts.clock, secrets: parts.secrets };
  }

  get store(): string {
    return this.#parts.definition.id;
  }

  get limits(): VectorStoreDefinition['limits'] {
    return this.#parts.definition.limits;
  }

  get notes(): readonly string[] {
    return [...this.#mended, ...(this.#waitingNote === undefined ? [] : [this.#waitingNote])];
  }

  /** Its name, and its dimensions as soon as there is a vector. */
  async place(): Promise<{ readonly name: string; readonly dimensions: number | undefined }> {
    const { name, connection, moving } = this.#parts;
    return { name, dimensions: moving?.dimensions ?? (await connection.read(dimensionsOf)) };
  }

  async query(query: VectorQuery) {
    const place = await this.#known();
    if (place === undefined) return [];
    return this.#run((index) => index.query(place, query));
  }

  /** Does what the outbox holds. What cannot be done for now stays there, and is told in the notes. */
  async catchUp(signal?: AbortSignal): Promise<void> {
    try {
      await this.apply(signal);
      this.#waitingNote = undefined;
    } catch (error) {
      if (!isPassing(error)) throw error;
      const { name, connection } = this.#parts;
      const count = await connection.read((database) => waitingCount(database, name));
      this.#waitingNote = `${error.message} ${count} vectors wait to be written there; until then they are searched in the catalogue.`;
    }
  }

  /** Does what the outbox holds, or throws. `onDone` hears how many errands each step did. */
  apply(signal?: AbortSignal, onDone?: (count: number) => void): Promise<void> {
    const next = this.#running.catch(() => {}).then(() => this.#apply(signal, onDone));
    this.#running = next;
    return next;
  }

  async #apply(signal: AbortSignal | undefined, onDone: ((count: number) => void) | undefined): Promise<void> {
    const { name, connection, clock, definition, moving } = this.#parts;
    const place = await this.#known();
    if (place === undefined) return;
    const limit = Math.min(definition.limits.upsert, definition.limits.delete);
    const table = moving?.table ?? 'vectors';
    for (;;) {
      const errand = await connection.read((database) => nextErrand(database, { place: name, limit, table }));
      if (errand.seqs.length === 0) break;
      if (!(await this.#prepare(place, signal))) return;
      if (errand.gone.length > 0) await this.#run((index) => index.delete(place, errand.gone), signal);
      if (errand.put.length > 0) await this.#put(place, errand.put, signal);
      const at = definition.settlesMs === 0 ? undefined : clock.now();
      const isInUse = await connection
        .write(signal ?? new AbortController().signal, (database) => {
          strike(database, errand, at);
          return isPlaceInUse(database, name);
        })
        .catch((error: unknown) => {
          if (error instanceof ProviderError && error.code === 'not_found') return false;
          throw error;
        });
      if (!isInUse) return this.#abandon(place, signal);
      onDone?.(errand.seqs.length);
    }
    if (definition.settlesMs > 0) {
      const before = clock.now() - definition.settlesMs;
      await connection.write(signal ?? new AbortController().signal, (database) => settle(database, before));
    }
  }

  /** The collection was deleted, or went elsewhere, during the last write, which may have made its index anew. */
  async #abandon(place: IndexPlace, signal: AbortSignal | undefined): Promise<void> {
    await this.#run((index) => index.drop(place), signal);
    this.#isReady = false;
  }

  async #put(place: IndexPlace, records: readonly VectorRecord[], signal: AbortSignal | undefined): Promise<void> {
    const put = () => this.#run((index) => index.upsert(place, records), signal);
    try {
      await put();
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'not_found') throw error;
      // Somebody deleted the index. It is made again; what else was in it comes back when the collection is next opened.
      if (await this.#prepare(place, signal)) await put();
    }
  }

  /** Compares ids and counts with the catalogue, and mends what differs. Says whether they could be compared. */
  async reconcile(signal?: AbortSignal): Promise<boolean> {
    const { name, connection, definition } = this.#parts;
    const place = await this.#known();
    if (place === undefined) return true;
    if (!(await this.#prepare(place, signal))) return true;
    await this.apply(signal);
    const [waiting, expected] = await connection.read((database) => [
      waitingCount(database, name),
      recordCount(database, name),
    ]);
    // What the store does not show yet would be taken for lost.
    if (waiting > 0) return false;
    const count = await this.#run((index) => index.count(place), signal);
    if (count === expected && expected > LISTED) return true;
    const held = await this.#run(
      async (index) => {
        const ids = new Set<string>();
        for await (const page of index.ids(place)) for (const id of page) ids.add(id);
        return ids;
      },
      signal,
      LONG_MS,
    );
    const drift = await connection.write(signal ?? new AbortController().signal, (database) =>
      compare(database, name, held),
    );
    await this.apply(signal);
    this.#mended = [
      ...(drift.missing > 0 ? [`${drift.missing} vectors were missing in ${definition.id} and were put back.`] : []),
      ...(drift.left > 0 ? [`${drift.left} vectors without a chunk were removed from ${definition.id}.`] : []),
    ];
    return true;
  }

  /** Compares and mends; true when the store shows all that the catalogue has for it. */
  async isComplete(signal: AbortSignal): Promise<boolean> {
    const { name, connection } = this.#parts;
    if (await this.reconcile(signal)) return true;
    const place = await this.#known();
    const expected = await connection.read((database) => recordCount(database, name));
    return place === undefined || (await this.#run((index) => index.count(place), signal)) >= expected;
  }

  /** What opening does: whatever can be mended now is, and what cannot is told in the notes. */
  async mend(log: Log): Promise<void> {
    try {
      await this.reconcile();
      this.#waitingNote = undefined;
    } catch (error) {
      const { code } = asProviderError(error);
      log.warn('an index could not be compared with its catalogue', { provider: this.store, code });
      const reason = error instanceof ProviderError ? error.message : 'It failed.';
      this.#waitingNote = `${reason} What ${this.store} lacks is searched in the catalogue.`;
    }
  }

  async drop(signal?: AbortSignal): Promise<void> {
    const place = await this.#known();
    if (place !== undefined) await this.#run((index) => index.drop(place), signal);
    this.#isReady = false;
  }

  async #known(): Promise<IndexPlace | undefined> {
    const { name, dimensions } = await this.place();
    return dimensions === undefined ? undefined : { name, dimensions };
  }

  /** Sees to it that there is an index. False when the collection has gone elsewhere: nobody would ever delete it again. */
  async #prepare(place: IndexPlace, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#isReady) return true;
    if (!(await this.#parts.connection.read((database) => isPlaceInUse(database, place.name)))) return false;
    await this.#run((index) => index.ensure(place), signal, LONG_MS);
    this.#isReady = true;
    return true;
  }

  #run<T>(work: (index: VectorIndex) => Promise<T>, signal?: AbortSignal, timeoutMs = SHORT_MS): Promise<T> {
    return attempt(
      { ...this.#attempts, timeoutMs },
      async () => {
        try {
          return await work(await this.#parts.connect());
        } catch (error) {
          // Whatever happened to the index, it is looked after before the next write.
          this.#isReady = false;
          throw error;
        }
      },
      signal,
    );
  }
}
