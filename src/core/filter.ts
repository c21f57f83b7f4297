import { ProviderError } from './errors.ts';
import type { Filter } from './retrieval.ts';

export type Scalar = string | number | boolean | null;
export type Comparison = 'gt' | 'gte' | 'lt' | 'lte';

/**
 * A metadata filter, checked. A field that holds a list meets a condition when one of its elements does; a nested object
 * never does. `exists` is true for a field that is there and not null.
 */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'compare'; readonly field: string; readonly by: Comparison; readonly value: string | number };

const COMPARISONS = { $gt: 'gt', $gte: 'gte', $lt: 'lt', $lte: 'lte' } as const satisfies Record<string, Comparison>;
const OPERATORS = ['$eq', '$ne', '$in', '$nin', '$exists', ...Object.keys(COMPARISONS)];
const MAX_CONDITIONS = 200;
const MAX_DEPTH = 16;

/**
 * Reads `{field: value}`, `{field: {$in, $nin, $gt, $gte, $lt, $lte, $eq, $ne, $exists}}`, `$and`, `$or` and `$not`.
 * Throws `invalid_input`.
 */
export function parseFilter(filter: Filter): Condition {
  return group(filter, 0, { left: MAX_CONDITIONS });
}

type Budget = { left: number };

function group(filter: unknown, depth: number, budget: Budget): Condition {
  if (!isRecord(filter)) throw invalid('A filter is an object of conditions.');
  if (depth > MAX_DEPTH) throw invalid(`The filter is nested more than ${MAX_DEPTH} deep.`);
  const parts = Object.entries(filter).map(([key, value]): Condition => {
    budget.left -= 1;
    if (budget.left < 0) throw invalid(`The filter has more than ${MAX_CONDITIONS} conditions.`);
    if (key === '$and') return { kind: 'and', parts: members(key, value, depth, budget) };
    if (key === '$or') return { kind: 'or', parts: members(key, value, depth, budget) };
    if (key === '$not') return not(group(value, depth + 1, budget));
    if (key.startsWith('$')) throw invalid(`"${key}" is not a group. Known: $and, $or, $not.`);
    return field(key, value);
  });
  return { kind: 'and', parts };
}

function members(key: string, value: unknown, depth: number, budget: Budget): readonly Condition[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid(`"${key}" takes a list of filters.`);
  return value.map((member) => group(member, depth + 1, budget));
}

const not = (part: Condition): Condition => ({ kind: 'not', part });

function field(name: string, value: unknown): Condition {
  // SQLite reads a quoted label verbatim, so a quote in it cannot be expressed.
  if (name === '' || name.includes('"') || name.length > 200) {
    throw invalid(`"${name.slice(0, 40)}" cannot be filtered on.`);
  }
  if (!isRecord(value)) return { kind: 'in', field: name, values: [scalar(value)] };
  const operators = Object.entries(value);
  if (operators.length === 0) throw invalid(`The condition on "${name}" is empty.`);
  return { kind: 'and', parts: operators.map(([operator, operand]) => operation(name, operator, operand)) };
}

function operation(name: string, operator: string, operand: unknown): Condition {
  switch (operator) {
    case '$eq':
      return { kind: 'in', field: name, values: [scalar(operand)] };
    case '$ne':
      return not({ kind: 'in', field: name, values: [scalar(operand)] });
    case '$in':
      return { kind: 'in', field: name, values: scalars(operand) };
    case '$nin':
      return not({ kind: 'in', field: name, values: scalars(operand) });
    case '$exists':
      return operand === false ? not({ kind: 'exists', field: name }) : { kind: 'exists', field: name };
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return { kind: 'compare', field: name, by: COMPARISONS[operator], value: comparable(operand) };
    default:
      throw invalid(`"${operator}" is not an operator. Known: ${OPERATORS.join(', ')}.`);
  }
}

function scalars(operand: unknown): readonly Scalar[] {
  if (!Array.isArray(operand)) throw invalid('"$in" and "$nin" take a list.');
  if (operand.length > 1000) throw invalid('"$in" and "$nin" take at most 1000 values.');
  return operand.map(scalar);
}

export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function scalar(value: unknown): Scalar {
  if (isScalar(value)) return value;
  throw invalid('A filter compares with a string, a number, true, false or null.');
}

function comparable(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw invalid('$gt, $gte, $lt and $lte compare with a string or a number.');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (message: string): ProviderError =>
  new ProviderError('invalid_input', {
    message,
    hint: 'For example {"year": {"$gte": 2020}, "$or": [{"lang": "en"}, {"lang": "de"}]}.',
  });
