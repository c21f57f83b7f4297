import type { ScienceDomain } from '../core/domain.ts';
import type { Choice, Field } from './field.ts';

const domains: Readonly<Record<ScienceDomain, Choice>> = {
  mathematics: {
    terms: 'theorem lemma proof definition',
    instruction:
      'Name each theorem with its conditions; give the exact value and its decimal form; check special cases.',
    findings: { theorem: { statement: 'the theorem used, and why its conditions hold' } },
  },
  physics: {
    terms: 'law equation constant measurement unit',
    instruction:
      'Give known quantities with SI units, the law before its numbers, the result with unit and sensible digits, and the limiting case that tests it.',
    findings: { assumption: { statement: 'what is neglected, and when that is allowed' } },
  },
  chemistry: {
    terms: 'reaction mole equilibrium concentration enthalpy pH',
    instruction:
      'Balance every reaction in atoms and charge; keep amounts in mol; state temperature and standard state.',
    findings: { reaction: { statement: 'the balanced equation with states' } },
  },
  biology: {
    terms: 'gene protein cell pathway population experiment control',
    instruction:
      'Tell mechanism from correlation, name organism and conditions, and say which experiment would refute it.',
    findings: { mechanism: { statement: 'cause and effect', evidence: 'which experiment shows it' } },
  },
  computer_science: {
    terms: 'algorithm complexity invariant data structure protocol',
    instruction: 'State the invariant and the complexity in time and space; trace a small case and the edge cases.',
    findings: { invariant: { statement: 'what holds at each step, and why' } },
  },
};

export const science: Field = {
  role: 'You solve a problem of science so that every step can be recomputed.',
  axes: [{ name: 'domain', fallback: 'mathematics', choices: domains }],
  models: [],
  findings: {},
  open: [],
  calculates: true,
  details: 'known values with units, the wanted quantity, assumptions',
  checks: [],
  disclaimer: 'Checked are the steps that could be recomputed; the choice of the method is the model’s own.',
};
