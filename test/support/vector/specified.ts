import { type Check, schemaCheck } from '../../contract/spec.ts';
import { hasShared } from '../../shared.ts';

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Checks JSON bodies of `METHOD path` against a vendor's published specification, where it lies beside the checkout. */
export function createSpecification(provider: string, file?: string) {
  const checks = new Map<string, Check>();
  /** What did not fit, one sentence a request. */
  const problems: string[] = [];
  return {
    problems,
    check(method: string, path: string, body: unknown): void {
      if (!hasShared) return;
      const pointer = `paths/${escaped(path)}/${method.toLowerCase()}/requestBody/content/application~1json/schema`;
      const check = checks.get(pointer) ?? schemaCheck(provider, pointer, { file });
      checks.set(pointer, check);
      problems.push(...check(body).map((problem) => `${method} ${path}: ${problem}`));
    },
  };
}

/** Vectors by id with what stands beside them, ranked by cosine as every server does. */
export type Held<T> = { readonly id: string; readonly vector: readonly number[]; readonly beside: T };

export const ranked = <T>(held: Iterable<Held<T>>, vector: readonly number[]) =>
  [...held]
    .map((record) => ({
      ...record,
      score: record.vector.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0),
    }))
    .sort((left, right) => right.score - left.score);
