/**
 * Reading what a vendor sent, field by field: a field that is missing, null or of another kind is simply absent.
 * Hand-made because these run for every delta; vendors add fields and drop others without notice.
 */
export type Json = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Json | undefined =>
  // Objects of parsed JSON have string keys and unknown values.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const records = (value: unknown): readonly Json[] =>
  list(value)
    .map(record)
    .filter((item) => item !== undefined);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A text that says something. */
export const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A count of something: finite and not negative. */
export const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** The object without its absent fields, so that they are not sent. */
export const defined = (object: Json): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

export const isJson = (candidate: string): boolean => {
  try {
    JSON.parse(candidate);
    return true;
  } catch {
    return false;
  }
};
