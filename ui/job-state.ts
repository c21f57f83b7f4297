import { type Fields, fieldsOf, isFields, numberOf, textOf } from './fields.ts';

const OPEN = ['queued', 'running', 'creating'];

export type JobState = {
  readonly id: string;
  readonly status: string;
  readonly kind?: string;
  /** 0 to 1. */
  readonly progress?: number;
  /** What went wrong, in a sentence. */
  readonly error?: string;
  /** The fields of what it made, as the tool itself would have answered. */
  readonly result?: Fields;
};

/** The job that a result tells of; `undefined` when it tells of none. */
export function jobOf(fields: Fields): JobState | undefined {
  const [id, status] = [textOf(fields.job_id), textOf(fields.status)];
  if (id === undefined || status === undefined) return undefined;
  const progress = numberOf(fields.progress);
  return {
    id,
    status,
    kind: textOf(fields.kind),
    progress: progress === undefined ? undefined : Math.min(1, Math.max(0, progress)),
    error: errorText(fields.error),
    result: isFields(fields.result) ? fields.result : undefined,
  };
}

/** A status that this page does not know is not waited for. */
export const isOpen = ({ status }: JobState): boolean => OPEN.includes(status);

/** The sentence of an error, and its hint. */
export function errorText(error: unknown): string | undefined {
  if (typeof error === 'string') return textOf(error);
  const { message, hint } = fieldsOf(error);
  return textOf(
    [message, hint]
      .map(textOf)
      .filter((line) => line !== undefined)
      .join(' '),
  );
}
