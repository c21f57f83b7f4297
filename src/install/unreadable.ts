import { ProviderError } from '../core/errors.ts';

/** The error for a file that its own client could not read either. `offset` counts characters. */
export function unreadable(
  format: string,
  text: string,
  offset: number,
  reason: string,
  cause?: unknown,
): ProviderError {
  const before = text.slice(0, offset).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return new ProviderError('invalid_input', {
    message: `The file is not valid ${format} (${place}: ${reason}); nothing was changed.`,
    hint: 'Repair it, or move it out of the way, and run this again.',
    cause,
  });
}
