import { ProviderError } from '../../core/errors.ts';
import type { Filter } from '../../core/retrieval.ts';

type SqlValue = string | number;
/** A condition over a row `d` of `documents`, with its parameters in order. */
export type SqlCondition = { readonly sql: string; readonly parameters: readonly SqlValue[] };

const COMPARISONS = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const;
const OPERATORS = ['$eq', '$ne', '$in', '$nin', '$exists', ...Object.keys(COMPARISONS)];
const MAX_CONDITIONS = 200;
const MAX_DEPTH = 16;

/**
 * Compiles a metadata filter: `{field: value}`, `{field: {$in, $nin, $gt, $gte, $lt, $lte, $eq, $ne, $exists}}`, `$and`,
 * `$or`, `$not`. A field that holds a list matches when one of its elements does. Throws `invalid_input`.
 */
export function compileFilter(filter: Filter): SqlCondition {
  const budget = { left: MAX_CONDITIONS };
  return group(filter, 0, budget);
}

type Budget = { left: number };

function group(filter: unknown, depth: number, budget: Budget): SqlCondition {
  if (!isRecord(filter)) throw invalid('A filter is an object of conditions.');
  if (depth > MAX_DEPTH) throw invalid(`The filter is nested more than ${MAX_DEPTH} deep.`);
  const conditions = Object.entries(filter).map(([key, value]) => {
    budget.left -= 1;
    if (budget.left < 0) throw invalid(`The filter has more than ${MAX_CONDITIONS} conditions.`);
    if (key === '$and') return joined(' AND ', members(key, value), depth, budget);
    if (key === '$or') return joined(' OR ', members(key, value), depth, budget);
    if (key === '$not') return negated(group(value, depth + 1, budget));
    if (key.startsWith('$')) throw invalid(`"${key}" is not a group. Known: $and, $or, $not.`);
    return field(key, value);
  });
  return conjunction(conditions);
}

function members(key: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid(`"${key}" takes a list of filters.`);
  return value;
}

function joined(separator: string, filters: readonly unknown[], depth: number, budget: Budget): SqlCondition {
  const parts = filters.map((filter) => group(filter, depth + 1, budget));
  return {
    sql: `(${parts.map((part) => part.sql).join(separator)})`,
    parameters: parts.flatMap((part) => part.parameters),
  };
}

function conjunction(parts: readonly SqlCondition[]): SqlCondition {
  if (parts.length === 0) return { sql: '1', parameters: [] };
  return {
    sql: `(${parts.map((part) => part.sql).join(' AND ')})`,
    parameters: parts.flatMap((part) => part.parameters),
  };
}

const negated = ({ sql, parameters }: SqlCondition): SqlCondition => ({ sql: `(NOT ${sql})`, parameters });

function field(name: string, value: unknown): SqlCondition {
  if (!isRecord(value)) return some(name, equals(value));
  const operators = Object.entries(value);
  if (operators.length === 0) throw invalid(`The condition on "${name}" is empty.`);
  return conjunction(operators.map(([operator, operand]) => operation(name, operator, operand)));
}

function operation(name: string, operator: string, operand: unknown): SqlCondition {
  switch (operator) {
    case '$eq':
      return some(name, equals(operand));
    case '$ne':
      return negated(some(name, equals(operand)));
    case '$in':
      return oneOf(name, operand);
    case '$nin':
      return negated(oneOf(name, operand));
    case '$exists':
      return operand === false ? negated(exists(name)) : exists(name);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return some(name, compares(COMPARISONS[operator], operand));
    default:
      throw invalid(`"${operator}" is not an operator. Known: ${OPERATORS.join(', ')}.`);
  }
}

function oneOf(name: string, operand: unknown): SqlCondition {
  if (!Array.isArray(operand)) throw invalid('"$in" and "$nin" take a list.');
  if (operand.length > 1000) throw invalid('"$in" and "$nin" take at most 1000 values.');
  if (operand.length === 0) return { sql: '0', parameters: [] };
  const parts = operand.map(equals);
  return some(name, {
    sql: `(${parts.map((part) => part.sql).join(' OR ')})`,
    parameters: parts.flatMap((part) => part.parameters),
  });
}

/** True when the value, or one element of a list, meets the condition. A nested object never does. */
function some(name: string, { sql, parameters }: SqlCondition): SqlCondition {
  const path = pathOf(name);
  return {
    sql: `(coalesce(json_type(d.metadata, ?), '') <> 'object' AND EXISTS (SELECT 1 FROM json_each(d.metadata, ?) AS v WHERE ${sql}))`,
    parameters: [path, path, ...parameters],
  };
}

const exists = (name: string): SqlCondition => ({
  sql: `(coalesce(json_type(d.metadata, ?), 'null') <> 'null')`,
  parameters: [pathOf(name)],
});

function equals(value: unknown): SqlCondition {
  if (typeof value === 'string') return { sql: `(v.type = 'text' AND v.value = ?)`, parameters: [value] };
  if (typeof value === 'number') return { sql: `(v.type IN ('integer', 'real') AND v.value = ?)`, parameters: [value] };
  if (typeof value === 'boolean') return { sql: 'v.type = ?', parameters: [String(value)] };
  if (value === null) return { sql: `v.type = 'null'`, parameters: [] };
  throw invalid('A filter compares with a string, a number, true, false or null.');
}

function compares(operator: string, value: unknown): SqlCondition {
  if (typeof value === 'string') return { sql: `(v.type = 'text' AND v.value ${operator} ?)`, parameters: [value] };
  if (typeof value === 'number') {
    return { sql: `(v.type IN ('integer', 'real') AND v.value ${operator} ?)`, parameters: [value] };
  }
  throw invalid('$gt, $gte, $lt and $lte compare with a string or a number.');
}

/** A JSON path to a top-level key. SQLite reads the quoted label verbatim, so a quote in it cannot be expressed. */
function pathOf(name: string): string {
  if (name === '' || name.includes('"') || name.length > 200)
    throw invalid(`"${name.slice(0, 40)}" cannot be filtered on.`);
  return `$."${name}"`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (message: string): ProviderError =>
  new ProviderError('invalid_input', {
    message,
    hint: 'For example {"year": {"$gte": 2020}, "$or": [{"lang": "en"}, {"lang": "de"}]}.',
  });
