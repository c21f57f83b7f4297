import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ProviderError } from '../core/errors.ts';

/** One model's answer to one item, as it is kept in a file of results: one JSON object a line. */
const resultShape = z.object({
  item: z.string(),
  /** What the item was when it was asked. */
  fingerprint: z.string(),
  /** As the command named it. */
  model: z.string(),
  outcome: z.enum(['correct', 'wrong', 'error']),
  said: z.string(),
  reason: z.string().optional(),
  cost_usd: z.number().nullable(),
  latency_ms: z.number(),
});
export type EvalResult = z.infer<typeof resultShape>;

/** A run's file: what an interrupted run had finished is there, what is finished now is added at once. */
export type ResultFile = {
  readonly known: readonly EvalResult[];
  add(result: EvalResult): void;
};

/** Opens or begins a file of results. Lines that a killed process cut are left out. Throws `invalid_input` for another kind of file. */
export function openResults(path: string | undefined): ResultFile {
  const text = path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => !line.startsWith('{"item":'))) {
    throw new ProviderError('invalid_input', {
      message: `${path} is no file of results.`,
      hint: 'Name another file with --out.',
    });
  }
  const known = lines.flatMap((line) => parseResult(line) ?? []);
  // A cut line is ended, so that the next one stands alone.
  if (path !== undefined && text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
  return {
    known,
    add: (result) => {
      if (path !== undefined) appendFileSync(path, `${JSON.stringify(result)}\n`);
    },
  };
}

function parseResult(line: string): EvalResult | undefined {
  try {
    return resultShape.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
