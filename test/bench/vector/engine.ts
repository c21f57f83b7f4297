import type { Data, FilterName, QueryLength } from './data.ts';

/** What a measured engine does. Rows are numbers; batches come in order. */
export type Engine = {
  /** Prepares rows, and returns what writes them. */
  readonly batch: (from: number, count: number) => () => void | Promise<void>;
  /** Called once after the last row: builds what is built afterwards, and makes it durable. */
  readonly finish?: () => void | Promise<void>;
  /** The nearest rows, best first. Absent where only the writing is compared. */
  readonly search?: (query: number, filter: FilterName) => readonly number[] | Promise<readonly number[]>;
  /** Words and vector together. */
  readonly hybrid?: (query: number, filter: FilterName, length: QueryLength) => void | Promise<void>;
  readonly close?: () => void | Promise<void>;
};

export type EngineMaker = (folder: string, data: Data, packages: string) => Engine | Promise<Engine>;
