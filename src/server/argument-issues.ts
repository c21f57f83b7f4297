import type { z } from 'zod';
import { nearest } from '../core/nearest.ts';

type Issue = z.core.$ZodIssue;

const MOST_SHOWN = 5;

/** What is wrong with the arguments: one clause an issue, each naming the argument and what it takes. `known` are the arguments that exist. */
export function describeIssues(issues: readonly Issue[], known: readonly string[] = []): string {
  const clauses = issues.flatMap((issue) => clausesOf(issue, [], known));
  const shown = [...new Set(clauses)].slice(0, MOST_SHOWN);
  const more = clauses.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

function clausesOf(issue: Issue, base: readonly PropertyKey[], known: readonly string[] = []): readonly string[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return clausesOfUnion(issue.errors, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const [near] = nearest(key, path.length === 0 ? known : []);
      const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
      return `${formatPath([...path, key])} is not an argument that exists${meant}`;
    });
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return [`${formatPath(path)} is required (${issue.expected})`];
  }
  return [`${formatPath(path)}: ${lowerFirst(issue.message.replace(/^Invalid input: /, ''))}`];
}

/** Of a union's branches, the one that got furthest is the one that was meant; ties show every branch. */
function clausesOfUnion(branches: readonly (readonly Issue[])[], path: readonly PropertyKey[]): readonly string[] {
  const depth = (branch: readonly Issue[]): number => Math.max(0, ...branch.map((issue) => issue.path.length));
  const furthest = Math.max(...branches.map(depth));
  const meant = branches.filter((branch) => depth(branch) === furthest);
  const clauses = meant.map((branch) => branch.flatMap((issue) => clausesOf(issue, path)).join(' and '));
  return [[...new Set(clauses)].join(', or ')];
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'arguments';
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
