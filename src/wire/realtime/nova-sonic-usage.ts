import type { Usage } from '../../core/usage.ts';
import { count, type Json, record } from '../read.ts';

/** The sum of a direction's speech and text. */
const tokensOf = (direction: unknown): number | undefined => {
  const fields = record(direction);
  if (fields === undefined) return undefined;
  return (count(fields.speechTokens) ?? 0) + (count(fields.textTokens) ?? 0);
};

/** What a connection consumed. Its events say the sum since the beginning each time, so a lost one costs nothing. */
export function novaUsage() {
  let total = { input: 0, output: 0 };
  let told = total;
  return {
    take: (event: Json): void => {
      const sums = record(record(event.details)?.total);
      total = {
        input: count(event.totalInputTokens) ?? tokensOf(sums?.input) ?? total.input,
        output: count(event.totalOutputTokens) ?? tokensOf(sums?.output) ?? total.output,
      };
    },
    /** What came since the last time this was asked. */
    untold: (): Usage | undefined => {
      const usage = {
        input: Math.max(0, total.input - told.input),
        output: Math.max(0, total.output - told.output),
      };
      told = total;
      return usage.input + usage.output === 0 ? undefined : usage;
    },
  };
}
