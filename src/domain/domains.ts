import type { Domains } from '../core/domain.ts';
import { createCalculator } from './calculator.ts';
import { type DomainParts, queryDomain } from './query.ts';
import { solveProblem } from './solve.ts';

/** The four fields of knowledge over the app's models and retrieval. */
export function createDomains(parts: Omit<DomainParts, 'calculator'>): Domains {
  const calculator = createCalculator();
  const whole: DomainParts = { ...parts, calculator };
  return {
    ask: (request, call) =>
      request.topic.field === 'science' ? solveProblem(request, whole, call) : queryDomain(request, whole, call),
    close: () => calculator.close(),
  };
}
