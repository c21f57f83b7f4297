import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import type { CollectionMove, MoveTarget } from '../core/store.ts';
import { finishCopy, isUnfinishedCopy, readCopy } from './copy-mark.ts';
import {
  addRecords,
  beginMove,
  dimensionsFor,
  giveUpMove,
  type MoveState,
  moveCounts,
  putMoving,
  readMove,
  switchOver,
  tableOf,
  unembedded,
} from './moving.ts';
import { embedModelOf, newPlace, readPlace, SQLITE } from './place.ts';
import type { RemoteIndex, RemoteParts } from './remote-index.ts';
import type { SqliteCollection } from './sqlite/collection.ts';

/** A store that shows writes late is waited for so long, asked at this pace. */
const LOOK_AGAIN_MS = 2000;

export type MoveParts = {
  readonly catalogue: SqliteCollection;
  readonly tenant: string;
  readonly clock: Clock;
  readonly settlesMs: (store: string) => Promise<number>;
  /** The index at a place. */
  readonly remote: (
    place: { readonly store: string; readonly name: string },
    moving: RemoteParts['moving'],
  ) => Promise<RemoteIndex>;
  /** What a collection is like now, of which this one is a copy. */
  readonly stateOf: (collection: string) => Promise<string>;
  /** Deletes what was moved away from. */
  readonly dropRetired: () => Promise<void>;
};

/** Moves one collection beside itself: to another store, to another embedder, or both. */
export async function openMove(parts: MoveParts, target: MoveTarget, signal: AbortSignal): Promise<CollectionMove> {
  const { catalogue, tenant, clock } = parts;
  const { connection } = catalogue;
  const manifest = await catalogue.manifest();
  const ownStore = (await connection.read(readPlace))?.store ?? SQLITE;
  const store = target.store ?? ownStore;
  const model = target.embedder?.model === manifest?.embedModel ? undefined : target.embedder?.model;
  if (store === ownStore && model === undefined) return stayingMove(parts);
  const begun = await connection.write(signal, (database) =>
    beginMove(database, { store, model }, newPlace(store, tenant)),
  );

  async function fill(state: MoveState, tell?: (written: number) => void): Promise<void> {
    const dimensions = await connection.read((database) => dimensionsFor(database, state));
    if (state.store === SQLITE || dimensions === undefined) return;
    await connection.write(signal, (database) => addRecords(database, state));
    const index = await parts.remote(state, { table: tableOf(state), dimensions });
    let written = 0;
    await index.apply(signal, (count) => {
      written += count;
      tell?.(written);
    });
    const giveUpAt = clock.monotonicMs() + (await parts.settlesMs(state.store));
    while (!(await index.isComplete(signal))) {
      if (clock.monotonicMs() >= giveUpAt) {
        throw new ProviderError('conflict', {
          message: `${state.store} does not show all that it has taken: the collection stays where it is for now.`,
          hint: 'Run rag_migrate again in a minute: it goes on where it was.',
        });
      }
      await clock.sleep(LOOK_AGAIN_MS, signal);
    }
  }

  /** The move as it stands; `undefined` when another process has finished it, and the new side is in place. */
  function current(database: DatabaseSync): MoveState | undefined {
    const state = readMove(database);
    if (state?.name === begun.name) return state;
    const isThere =
      (readPlace(database)?.store ?? SQLITE) === store && (model === undefined || embedModelOf(database) === model);
    if (state === undefined && isThere) return undefined;
    throw new ProviderError('conflict', {
      message: 'Another migration of this collection has taken the place of this one.',
      hint: 'Wait until it has ended, then call this one again.',
    });
  }
  const missing = (limit: number) =>
    connection.read((database) =>
      model === undefined || current(database) === undefined ? [] : unembedded(database, limit),
    );

  return {
    counts: () => connection.read(moveCounts),
    unembedded: missing,
    document: (id) => catalogue.document(id),
    put: (vectors, putSignal) => connection.write(putSignal, (database) => putMoving(database, vectors)),
    async finish(finishSignal, tell) {
      for (;;) {
        const state = await connection.read(current);
        if (state === undefined) return 'finished';
        if ((await missing(1)).length > 0) return 'unembedded';
        await fill(state, tell);
        if (await isOutdated(parts)) return 'outdated';
        const isOver = await connection.write(finishSignal, (database) =>
          switchOver(database, state, target.embedder?.settingsSuffix),
        );
        if (!isOver) continue;
        catalogue.forget();
        await parts.dropRetired();
        return 'finished';
      }
    },
  };
}

/** True for a copy whose original has changed since. */
async function isOutdated({ catalogue, stateOf }: MoveParts): Promise<boolean> {
  const mark = await catalogue.connection.read(readCopy);
  return mark?.isDone === false && mark.state !== (await stateOf(mark.of));
}

/** To where the collection is: what was begun to somewhere else is given up. */
async function stayingMove(parts: MoveParts): Promise<CollectionMove> {
  const { catalogue } = parts;
  const { chunks } = await catalogue.counts();
  return {
    counts: async () => ({ chunks, embedded: chunks }),
    unembedded: async () => [],
    document: (id) => catalogue.document(id),
    put: async () => {},
    async finish(signal) {
      if (await isOutdated(parts)) return 'outdated';
      const { connection } = catalogue;
      const isClean = await connection.read(
        (database) => readMove(database) === undefined && !isUnfinishedCopy(database),
      );
      if (!isClean) {
        await connection.write(signal, (database) => {
          giveUpMove(database);
          finishCopy(database);
        });
      }
      await parts.dropRetired();
      return 'finished';
    },
  };
}
