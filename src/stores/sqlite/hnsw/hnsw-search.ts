import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../core/clock.ts';
import { installCommand } from '../../../core/import-optional.ts';
import { lastKey } from '../chunk-keys.ts';
import type { Connection } from '../connection.ts';
import { candidates } from '../signatures.ts';
import type { Builder, BuildPlan } from './builder.ts';
import { hnswFolder, isWhole } from './files.ts';
import { type Registration, readRegistration } from './registration.ts';
import { type IndexQuery, searchIndex } from './search-index.ts';
import { HNSW_PACKAGE, type Hnsw, loadHnsw, type UsearchIndex } from './usearch.ts';
import { WaitingVectors } from './waiting.ts';

/** Comparing fewer signatures takes about ten milliseconds, and no file, no thread and no package. */
export const LEAST_FOR_HNSW = 200_000;

export type HnswSettings = {
  /** Collections of at least so many vectors get an index. */
  readonly least: number;
  /** Vectors after which a build is written down: so much of it is lost at most when the process ends. */
  readonly stepSize: number;
  /** The library; `undefined` when it is not installed. Throws when it cannot run on this machine. */
  readonly load: () => Promise<Hnsw | undefined>;
};

export const defaultHnsw: HnswSettings = { least: LEAST_FOR_HNSW, stepSize: 100_000, load: loadHnsw };

/**
 * Shares of the vectors in an index: of those that came later before it is extended, and before it is no longer searched; of
 * deleted ones before another takes its place.
 */
const SHARES = { extend: 0.05, search: 0.5, replace: 0.1 };
/** Chunks are counted no more often than that, because it takes a while. */
const COUNT_EVERY_MS = 60_000;
/** Between two builds that ended with nothing built, as when another process is at it. */
const RETRY_MS = 30_000;

type HnswParts = {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly builder: Builder;
  readonly settings: HnswSettings;
};

type Loaded = Required<Registration> & { readonly mapped: UsearchIndex; readonly waiting: WaitingVectors };

/**
 * Finds candidates through an HNSW index of the collection's vectors, a file beside it that can be lost: what it finds is scored
 * from SQLite, what came later is searched by signatures, and while it is missing, damaged or being built, so is everything.
 */
export class HnswSearch {
  readonly #parts: HnswParts;
  #loaded: Loaded | undefined;
  #loading: Promise<void> | undefined;
  /** A registered file that could not be used. */
  #unusable: string | undefined;
  #offered: Promise<void> | undefined;
  #building: { readonly done: Promise<void>; readonly stop: AbortController } | undefined;
  #isClosed = false;
  #nextBuildMs = Number.NEGATIVE_INFINITY;
  #nextCountMs = Number.NEGATIVE_INFINITY;
  #note: string | undefined;
  #lastNote: string | undefined;
  #isTold = false;

  constructor(parts: HnswParts) {
    this.#parts = parts;
  }

  /** What keeps the index from being used. Once it was read, the next search has it no more. */
  get notes(): readonly string[] {
    this.#isTold = true;
    return this.#note === undefined ? [] : [this.#note];
  }

  /** Maps the index that is registered, when it is another than before. Waits for it only while there is none to search. */
  async ready(): Promise<void> {
    if (this.#isTold) this.#note = undefined;
    const registered = await this.#registered();
    if (registered === undefined) return;
    const loaded = this.#renewed(registered);
    if (this.#loaded?.vectors !== registered.vectors) await loaded;
  }

  /** The keys of chunks that are worth scoring; `undefined` when signatures have to be compared. */
  candidates(database: DatabaseSync, query: IndexQuery): readonly number[] | undefined {
    const registered = readRegistration(database);
    if (this.#loaded?.vectors !== registered?.vectors) this.#loaded = undefined;
    if (this.#loaded === undefined || this.#loaded.index.dimensions !== query.vector.length) return undefined;
    const { index, mapped, waiting } = this.#loaded;
    const later = lastKey(database) - index.last;
    if (later > index.count * SHARES.extend && registered?.index?.file === index.file) {
      this.#build({ kind: 'extend', from: index });
    }
    if (later > index.count * SHARES.search) return undefined;
    const { found, manyAreDead } = searchIndex(database, { mapped, count: index.count }, query);
    const late = waiting.refreshed(database);
    if (manyAreDead) this.#replaceWhenDead(database, index.count, late.keys.length);
    return found && [...found, ...candidates(late, query.vector, query.limit, query.allowed)];
  }

  /** Called with the number of vectors when their signatures are compared: from a certain size on, an index is built. */
  offer(count: number): void {
    if (count < this.#parts.settings.least || this.#loaded !== undefined) return;
    this.#offered = this.#library(count).then((library) => {
      if (library !== undefined) this.#build({ kind: 'begin' });
    });
  }

  /** Resolves when nothing is being built. */
  async settled(): Promise<void> {
    await this.#offered;
    await this.#building?.done;
  }

  /** The file is another one now. */
  forget(): void {
    this.#loaded = undefined;
    this.#unusable = undefined;
  }

  /** Ends a build; what it has written down so far is gone on from by the next. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#building?.stop.abort();
    await this.settled();
    this.forget();
  }

  async #library(count: number): Promise<Hnsw | undefined> {
    try {
      const library = await this.#parts.settings.load();
      if (library === undefined) {
        const size = count.toLocaleString('en');
        this.#tell(`Of ${size} vectors, all are compared. An HNSW index is faster: ${installCommand([HNSW_PACKAGE])}`);
      }
      return library;
    } catch (error) {
      this.#tell(`${HNSW_PACKAGE} cannot run here (${detailOf(error)}): all vectors are compared.`);
      return undefined;
    }
  }

  async #registered(): Promise<Required<Registration> | undefined> {
    const { vectors, index } = (await this.#parts.connection.read(readRegistration)) ?? {};
    return vectors === undefined || index === undefined ? undefined : { vectors, index };
  }

  async #renewed(registered: Required<Registration>): Promise<void> {
    const { file } = registered.index;
    if (file === this.#unusable || file === this.#loaded?.index.file) return;
    this.#loading ??= this.#load(registered).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #load(registration: Required<Registration>): Promise<void> {
    const { index } = registration;
    const folder = hnswFolder(this.#parts.connection.file);
    const library = await this.#library(index.count);
    if (library === undefined) return;
    try {
      if (index.engine !== library.engine || !(await isWhole(folder, index))) throw new Error('not what was built');
      const mapped = library.create(index.dimensions);
      mapped.view(join(folder, index.file));
      this.#loaded = { ...registration, mapped, waiting: new WaitingVectors(index.last) };
    } catch {
      this.#unusable = index.file;
    }
  }

  /** Local deletions are common and cost nothing; an index that is full of deleted vectors is built anew. */
  #replaceWhenDead(database: DatabaseSync, count: number, late: number): void {
    const now = this.#parts.clock.monotonicMs();
    if (now < this.#nextCountMs) return;
    this.#nextCountMs = now + COUNT_EVERY_MS;
    const chunks = Number(database.prepare('SELECT count(*) AS n FROM chunks').get()?.n);
    if (chunks - late < count * (1 - SHARES.replace)) this.#build({ kind: 'replace' });
  }

  #build(plan: BuildPlan): void {
    const { connection, clock, builder } = this.#parts;
    if (this.#isClosed || this.#building !== undefined || clock.monotonicMs() < this.#nextBuildMs) return;
    const stop = new AbortController();
    const done = builder
      .build(connection, plan, stop.signal)
      .then(async (isBuilt) => {
        if (!isBuilt) this.#nextBuildMs = clock.monotonicMs() + RETRY_MS;
        const registered = await this.#registered();
        if (registered !== undefined) await this.#renewed(registered);
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        this.#nextBuildMs = Number.POSITIVE_INFINITY;
        this.#tell(`The HNSW index could not be built (${detailOf(error)}): all vectors are compared.`);
      })
      .finally(() => {
        this.#building = undefined;
      });
    this.#building = { done, stop };
  }

  #tell(note: string): void {
    if (this.#lastNote === note) return;
    this.#lastNote = note;
    this.#note = note;
    this.#isTold = false;
  }
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 160) : 'unknown');
