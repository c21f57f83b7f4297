import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProviderError } from '../core/errors.ts';

/** How an answer is judged. `score.ts` has one function for each. */
export const SCORINGS = ['exact', 'contains', 'number', 'choice', 'citation', 'judge'] as const;
export type Scoring = (typeof SCORINGS)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** One line of an evaluation file. Fields that are not named here are for people and ignored. */
const itemShape = z.object({
  id: z.string().optional(),
  question: z.string().min(1),
  /** Told to the model before the question: what kind of question it is. */
  task: z.string().optional(),
  /** What the answer must be found in. */
  context: z.string().optional(),
  choices: z.array(scalar).min(2).optional(),
  /** The reference, or several of which any is right. */
  answer: z.union([scalar, z.array(scalar).min(1)]).optional(),
  scoring: z.enum(SCORINGS).default('exact'),
  /** For numbers: the largest deviation that still counts, relative to the reference. */
  tolerance: z.number().nonnegative().optional(),
  /** For numbers: what the reference counts in (`thousand`, `million`, `billion`, `percent`). */
  scale: z.string().optional(),
  /** For `judge`: what makes an answer right, beside or instead of a reference. */
  rubric: z.string().optional(),
});

export type EvalItem = {
  readonly id: string;
  readonly question: string;
  readonly task?: string;
  readonly context?: string;
  readonly choices?: readonly string[];
  readonly answers: readonly string[];
  readonly scoring: Scoring;
  readonly tolerance?: number;
  readonly scale?: string;
  readonly rubric?: string;
};

/** Reads a JSONL file of items. Throws `invalid_input` that names the line. Blank lines are skipped; ids must differ. */
export function parseItems(text: string): readonly EvalItem[] {
  const items = new Map<string, EvalItem>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const item = parseItem(line, index + 1);
    if (items.has(item.id)) throw wrong(index + 1, `the id ${item.id.slice(0, 80)} was used before`);
    items.set(item.id, item);
  }
  if (items.size === 0) throw new ProviderError('invalid_input', { message: 'The file has no items.', hint: HINT });
  return [...items.values()];
}

function parseItem(line: string, number: number): EvalItem {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw wrong(number, 'it is not JSON');
  }
  const parsed = itemShape.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(number, `${issue?.path.join('.') || 'item'}: ${issue?.message ?? 'invalid'}`);
  }
  const { id, answer, context, ...rest } = parsed.data;
  const answers = answer === undefined ? [] : [answer].flat();
  if (answers.length === 0 && rest.scoring !== 'judge' && rest.scoring !== 'citation') {
    throw wrong(number, `${rest.scoring} needs an answer`);
  }
  if (rest.scoring === 'judge' && answers.length === 0 && rest.rubric === undefined) {
    throw wrong(number, 'judge needs an answer or a rubric');
  }
  if (rest.scoring === 'citation' && !context) throw wrong(number, 'citation needs the context to cite from');
  if (rest.scoring === 'choice' && rest.choices === undefined) throw wrong(number, 'choice needs choices');
  return { ...rest, id: id ?? `line-${number}`, answers, ...(context ? { context } : {}) };
}

const HINT = 'One JSON object a line: question, answer, scoring (exact, contains, number, choice, citation, judge).';

const wrong = (line: number, what: string): ProviderError =>
  new ProviderError('invalid_input', { message: `Line ${line}: ${what}.`, hint: HINT });

/** What an answer depends on beside the model: an item that was edited is asked again. */
export const fingerprint = (item: EvalItem): string =>
  createHash('sha256').update(JSON.stringify(item)).digest('hex').slice(0, 16);

/** A sample of the items that the same seed draws again, in the order of the file. */
export function sample(items: readonly EvalItem[], limit: number | undefined, seed: number): readonly EvalItem[] {
  if (limit === undefined || limit >= items.length) return items;
  const lot = ({ id }: EvalItem): string => createHash('sha256').update(`${seed} ${id}`).digest('hex');
  const drawn = new Set(items.toSorted((left, right) => (lot(left) < lot(right) ? -1 : 1)).slice(0, limit));
  return items.filter((item) => drawn.has(item));
}
