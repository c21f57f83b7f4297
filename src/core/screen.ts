import { createHash } from 'node:crypto';
import { type Comparison, type Condition, isScalar, type Scalar } from './filter.ts';

/**
 * A filter as a vector store is asked it: by tokens that a record has or lacks, and by ranges of numbers. It never lets less
 * through than the filter it was made from. `all` and `none` stand only alone.
 */
export type ScreenedFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly ScreenedFilter[] }
  | { readonly kind: 'has' | 'lacks'; readonly tokens: readonly string[] }
  | { readonly kind: 'range'; readonly field: string; readonly by: Comparison; readonly value: number };

/** Field names that need no quoting in any store; a range over another one is left to the catalogue. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_]{0,59}$/u;
const LONGEST_TOKEN = 100;

const short = (token: string): string =>
  token.length <= LONGEST_TOKEN ? token : `#${createHash('sha256').update(token).digest('hex').slice(0, 40)}`;

/** The token of a field that holds this value, or a list with it. */
const valueToken = (field: string, value: Scalar): string => short(`${field}=${JSON.stringify(value)}`);
/** Of a field that is there and not null. */
const presentToken = (field: string): string => short(`${field}?`);
/** Of a field that is a number: the nearest to a range that a store without ranges can ask. */
export const numberToken = (field: string): string => short(`${field}#`);
/** Of a field that is a list with a number in it, which no range can tell. */
const listToken = (field: string): string => short(`${field}[]`);

/** What a record is labelled with, so that every store tells equality, presence and lists in the same way. */
export function tokensOf(metadata: Readonly<Record<string, unknown>>): readonly string[] {
  const tokens = new Set<string>();
  for (const [field, value] of Object.entries(metadata)) {
    if (value !== null && value !== undefined) tokens.add(presentToken(field));
    const values = Array.isArray(value) ? value : [value];
    for (const each of values) if (isScalar(each)) tokens.add(valueToken(field, each));
    if (typeof value === 'number') tokens.add(numberToken(field));
    if (Array.isArray(value) && value.some((each) => typeof each === 'number')) tokens.add(listToken(field));
  }
  return [...tokens];
}

/** The numbers that ranges are asked of, by field. */
export const numbersOf = (metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      (entry): entry is [string, number] =>
        PLAIN.test(entry[0]) && typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    ),
  );

const ALL: ScreenedFilter = { kind: 'all' };
const NONE: ScreenedFilter = { kind: 'none' };
const INVERSE = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' } as const satisfies Record<Comparison, Comparison>;

/** The filter as stores are asked it. What cannot be asked is let through. */
export function screen(condition: Condition, isNegated = false): ScreenedFilter {
  switch (condition.kind) {
    case 'not':
      return screen(condition.part, !isNegated);
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => screen(part, isNegated));
      return (condition.kind === 'and') !== isNegated ? both(parts) : either(parts);
    }
    case 'in':
      return tokens(
        condition.values.map((value) => valueToken(condition.field, value)),
        isNegated,
      );
    case 'exists':
      return tokens([presentToken(condition.field)], isNegated);
    case 'compare':
      return compared(condition, isNegated);
  }
}

function tokens(list: readonly string[], isNegated: boolean): ScreenedFilter {
  if (list.length === 0) return isNegated ? ALL : NONE;
  return { kind: isNegated ? 'lacks' : 'has', tokens: list };
}

function compared({ field, by, value }: Extract<Condition, { kind: 'compare' }>, isNegated: boolean): ScreenedFilter {
  if (typeof value === 'string' || !PLAIN.test(field) || !Number.isFinite(value)) return ALL;
  if (isNegated) {
    return either([
      { kind: 'range', field, by: INVERSE[by], value },
      { kind: 'lacks', tokens: [numberToken(field)] },
    ]);
  }
  return either([
    { kind: 'range', field, by, value },
    { kind: 'has', tokens: [listToken(field)] },
  ]);
}

function both(parts: readonly ScreenedFilter[]): ScreenedFilter {
  if (parts.some(({ kind }) => kind === 'none')) return NONE;
  return group(
    'and',
    parts.filter(({ kind }) => kind !== 'all'),
    ALL,
  );
}

function either(parts: readonly ScreenedFilter[]): ScreenedFilter {
  if (parts.some(({ kind }) => kind === 'all')) return ALL;
  return group(
    'or',
    parts.filter(({ kind }) => kind !== 'none'),
    NONE,
  );
}

function group(kind: 'and' | 'or', parts: readonly ScreenedFilter[], empty: ScreenedFilter): ScreenedFilter {
  const [first] = parts;
  if (first === undefined) return empty;
  return parts.length === 1 ? first : { kind, parts };
}

/** How a store says the pieces of a filter. */
export type FilterDialect<T> = {
  and(parts: readonly T[]): T;
  or(parts: readonly T[]): T;
  /** The record has at least one of the tokens. */
  has(tokens: readonly string[]): T;
  /** The record has none of them. */
  lacks(tokens: readonly string[]): T;
  /** The record's number in this field compares so; false where there is no number. */
  range(field: string, by: Comparison, value: number): T;
};

/** The filter in a store's own words; `undefined` when everything passes. `none` is for the caller to answer. */
export function speak<T>(filter: ScreenedFilter | undefined, dialect: FilterDialect<T>): T | undefined {
  if (filter === undefined) return undefined;
  switch (filter.kind) {
    case 'all':
    case 'none':
      return undefined;
    case 'and':
    case 'or':
      return dialect[filter.kind](filter.parts.flatMap((part) => speak(part, dialect) ?? []));
    case 'has':
    case 'lacks':
      return dialect[filter.kind](filter.tokens);
    case 'range':
      return dialect.range(filter.field, filter.by, filter.value);
  }
}
