import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import type { CollectionMove, MoveTarget } from '../core/store.ts';
import {
  addRecords,
  beginMove,
  type MoveState,
  moveCounts,
  putMoving,
  readMove,
  switchOver,
  tableOf,
  unembedded,
} from './moving.ts';
import { dimensionsOf, newPlace, readPlace, SQLITE } from './place.ts';
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
  if (store === ownStore && model === undefined) return nothingToDo(catalogue);
  const begun = await connection.write(signal, (database) =>
    beginMove(database, { store, model }, newPlace(store, tenant)),
  );

  async function fill(state: MoveState, tell?: (written: number) => void): Promise<void> {
    const dimensions = state.dimensions ?? (await connection.read(dimensionsOf));
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
    if (state === undefined || state.name === begun.name) return state;
    throw new ProviderError('conflict', {
      message: 'Another migration of this collection has begun, to somewhere else.',
      hint: 'Wait until it has ended, then call this one again.',
    });
  }
  const missing = (limit: number) =>
    connection.read((database) =>
      model === undefined || current(database) === undefined ? [] : unembedded(database, limit),
    );

  return {
    isNeeded: true,
    counts: () => connection.read(moveCounts),
    unembedded: missing,
    put: (vectors, putSignal) => connection.write(putSignal, (database) => putMoving(database, vectors)),
    async finish(finishSignal, tell) {
      for (;;) {
        const state = await connection.read(current);
        if (state === undefined) return true;
        if ((await missing(1)).length > 0) return false;
        await fill(state, tell);
        const isOver = await connection.write(finishSignal, (database) =>
          switchOver(database, state, target.embedder?.settingsSuffix),
        );
        if (!isOver) continue;
        catalogue.forget();
        await parts.dropRetired();
        return true;
      }
    },
  };
}

async function nothingToDo(catalogue: SqliteCollection): Promise<CollectionMove> {
  const { chunks } = await catalogue.counts();
  return {
    isNeeded: false,
    counts: async () => ({ chunks, embedded: chunks }),
    unembedded: async () => [],
    put: async () => {},
    finish: async () => true,
  };
}
