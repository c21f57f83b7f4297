import { z } from 'zod';
import { ProviderError } from '../core/errors.ts';
import { pairs, verdictsOf } from './report.ts';
import type { EvalResult } from './result.ts';
import { mcNemar } from './statistics.ts';

/** Model → item → whether it was right. */
const baselineShape = z.strictObject({
  version: z.literal(1),
  models: z.record(z.string(), z.record(z.string(), z.boolean())),
});
export type Baseline = z.infer<typeof baselineShape>;

/** What later runs are compared with. */
export const baselineOf = (models: readonly string[], results: readonly EvalResult[]): Baseline => ({
  version: 1,
  models: Object.fromEntries(models.map((model) => [model, Object.fromEntries(verdictsOf(model, results))])),
});

/** Throws `invalid_input` for a file that is no baseline. */
export function parseBaseline(text: string): Baseline {
  try {
    return baselineShape.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProviderError('invalid_input', {
      message: 'The baseline cannot be read.',
      hint: 'Make it anew with --write-baseline FILE.',
      cause,
    });
  }
}

export type Change = {
  readonly model: string;
  /** Questions that are right now and were wrong, and the other way round. */
  readonly gained: number;
  readonly lost: number;
  /** How likely so uneven a change is when nothing changed. */
  readonly p: number;
  readonly isWorse: boolean;
};

/**
 * The run beside its baseline, on the questions that both answered. Worse means: more lost than gained, and with less than
 * 5 % likelihood by chance (McNemar's exact test, one-sided). Models that the baseline lacks are left out.
 */
export function changesSince(
  baseline: Baseline,
  models: readonly string[],
  results: readonly EvalResult[],
): readonly Change[] {
  return models.flatMap((model) => {
    const before = baseline.models[model];
    if (before === undefined) return [];
    const { wins: gained, losses: lost } = pairs(verdictsOf(model, results), new Map(Object.entries(before)));
    const p = mcNemar(gained, lost, true);
    return [{ model, gained, lost, p, isWorse: lost > gained && p < 0.05 }];
  });
}
