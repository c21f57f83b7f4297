import type { BuiltIndex } from './registration.ts';

/** What the worker is asked to do: take an index up again, or begin one, and add vectors to it. */
export type BuildJob = {
  /** The collection's file, which the worker opens for reading. */
  readonly collection: string;
  /** Of the registration: the worker gives up when the vectors have been exchanged. */
  readonly vectors: string;
  readonly from?: { readonly path: string; readonly dimensions: number; readonly count: number; readonly last: number };
  readonly to: string;
  /** At most so many vectors are added. */
  readonly most: number;
  readonly threads: number;
};

/** What stands in the new file, and whether no vector was left; `undefined` when there was nothing to add. */
export type BuildStep = (Omit<BuiltIndex, 'file'> & { readonly isDone: boolean }) | undefined;
