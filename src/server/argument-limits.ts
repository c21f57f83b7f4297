import { ProviderError } from '../core/errors.ts';

/** More than any honest call has; a schema check makes one issue a wrong value, and millions of those fill the memory. */
const MOST_VALUES = 200_000;
const DEEPEST = 128;

/** Throws `invalid_input` for arguments with more values or deeper nesting than a schema check should be handed. */
export function assertBounded(root: unknown): void {
  const waiting: { readonly value: object; readonly depth: number }[] = [];
  let count = 0;
  const visit = (value: unknown, depth: number): void => {
    count += 1;
    if (count > MOST_VALUES) throw refusal(`more than ${MOST_VALUES} values`);
    if (typeof value !== 'object' || value === null) return;
    if (depth > DEEPEST) throw refusal(`nesting deeper than ${DEEPEST} levels`);
    waiting.push({ value, depth });
  };
  visit(root, 1);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // Object.values copies; an array is walked as it stands.
    for (const item of Array.isArray(next.value) ? next.value : Object.values(next.value)) visit(item, next.depth + 1);
  }
}

const refusal = (what: string): ProviderError =>
  new ProviderError('invalid_input', {
    message: `The arguments have ${what}, which is the limit.`,
    hint: 'Split the call, or pass a file or URL instead.',
  });
