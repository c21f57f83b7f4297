import { type Condition, parseFilter, type Scalar } from '../../core/filter.ts';
import type { Filter } from '../../core/retrieval.ts';

type SqlValue = string | number;
/** A condition over a row `d` of `documents`, with its parameters in order. */
export type SqlCondition = { readonly sql: string; readonly parameters: readonly SqlValue[] };

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Compiles a metadata filter for SQLite. Throws `invalid_input`. */
export const compileFilter = (filter: Filter): SqlCondition => compiled(parseFilter(filter));

function compiled(condition: Condition): SqlCondition {
  switch (condition.kind) {
    case 'and':
      return joined(' AND ', condition.parts.map(compiled), '1');
    case 'or':
      return joined(' OR ', condition.parts.map(compiled), '0');
    case 'not': {
      const { sql, parameters } = compiled(condition.part);
      return { sql: `(NOT ${sql})`, parameters };
    }
    case 'in':
      return some(condition.field, joined(' OR ', condition.values.map(equals), '0'));
    case 'exists':
      return {
        sql: `(coalesce(json_type(d.metadata, ?), 'null') <> 'null')`,
        parameters: [pathOf(condition.field)],
      };
    case 'compare':
      return some(condition.field, compares(COMPARISONS[condition.by], condition.value));
  }
}

function joined(separator: string, parts: readonly SqlCondition[], empty: '0' | '1'): SqlCondition {
  if (parts.length === 0) return { sql: empty, parameters: [] };
  return {
    sql: `(${parts.map((part) => part.sql).join(separator)})`,
    parameters: parts.flatMap((part) => part.parameters),
  };
}

/** True when the value, or one element of a list, meets the condition. A nested object never does. */
function some(name: string, { sql, parameters }: SqlCondition): SqlCondition {
  const path = pathOf(name);
  return {
    sql: `(coalesce(json_type(d.metadata, ?), '') <> 'object' AND EXISTS (SELECT 1 FROM json_each(d.metadata, ?) AS v WHERE ${sql}))`,
    parameters: [path, path, ...parameters],
  };
}

function equals(value: Scalar): SqlCondition {
  if (value === null) return { sql: `v.type = 'null'`, parameters: [] };
  if (typeof value === 'string') return { sql: `(v.type = 'text' AND v.value = ?)`, parameters: [value] };
  if (typeof value === 'boolean') return { sql: 'v.type = ?', parameters: [String(value)] };
  return { sql: `(v.type IN ('integer', 'real') AND v.value = ?)`, parameters: [value] };
}

function compares(operator: string, value: string | number): SqlCondition {
  const types = typeof value === 'string' ? `v.type = 'text'` : `v.type IN ('integer', 'real')`;
  return { sql: `(${types} AND v.value ${operator} ?)`, parameters: [value] };
}

/** A JSON path to a top-level key. */
const pathOf = (name: string): string => `$."${name}"`;
