import { all, create, type MathNode, type Unit } from 'mathjs';

/** Two sides that are said to be equal. `unit` is the unit stated of the right one, where it stands apart. */
export type Claim = {
  readonly left: string;
  readonly right: string;
  readonly unit?: string;
  /** How far apart they may be, in the right side's unit, and as a share of it. */
  readonly absolute?: number;
  readonly relative?: number;
};

export type MathJob = {
  /** Values by symbol, each an expression over the ones before it. */
  readonly values: readonly (readonly [symbol: string, expression: string])[];
  readonly claims: readonly Claim[];
};

/** `open` when it could not be computed: nothing is known of it. */
export type Outcome = {
  readonly state: 'right' | 'wrong' | 'open';
  /** What the left side comes to. */
  readonly computed?: string;
  /** True when the units are at odds rather than the numbers. */
  readonly isUnits?: boolean;
  readonly problem?: string;
};

const MAX_LENGTH = 500;
const MAX_NODES = 200;
const FUNCTIONS = new Set(
  `abs acos asin atan atan2 cbrt ceil combinations cos cosh erf exp factorial floor gamma gcd lcm log log10 log2 max mean
  min mod nthRoot permutations round sign sin sinh sqrt sum tan tanh`.split(/\s+/u),
);
const NODES = new Set(['ConstantNode', 'OperatorNode', 'ParenthesisNode', 'SymbolNode', 'FunctionNode']);

const math = create(all ?? {}, {});
// Clinical units that the library lacks. An international unit is of one drug: it converts to nothing.
math.createUnit({ IU: {}, mEq: {}, tablet: { aliases: ['tablets'] } });
const isUnit = (value: unknown): value is Unit => math.typeOf(value) === 'Unit';

class Unreadable extends Error {}

/** Computes both sides of each claim. Only arithmetic is let in: no assignment, no access, no functions beyond the list. */
export function evaluateClaims({ values, claims }: MathJob): readonly Outcome[] {
  const scope = new Map<string, unknown>();
  for (const [symbol, expression] of values) {
    if (!/^[A-Za-z]\w{0,30}$/u.test(symbol)) continue;
    try {
      scope.set(symbol, resultOf(expression, scope));
    } catch {
      // A symbol without a value leaves open what needs it, and nothing else.
    }
  }
  return claims.map((claim) => outcomeOf(claim, scope));
}

function outcomeOf(claim: Claim, scope: Map<string, unknown>): Outcome {
  try {
    return compare(resultOf(claim.left, scope), rightOf(claim, scope), claim);
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 160) : 'it cannot be computed';
    const isUnits = /units do not match|dimension/iu.test(problem);
    return isUnits ? { state: 'wrong', isUnits, problem } : { state: 'open', problem };
  }
}

function rightOf({ right, unit = '' }: Claim, scope: Map<string, unknown>): unknown {
  const value = resultOf(right, scope);
  if (unit.trim() === '' || isUnit(value)) return value;
  try {
    return resultOf(`(${right}) (${unit})`, new Map());
  } catch {
    // "customers" is a unit to people alone.
    return value;
  }
}

function resultOf(expression: string, scope: Map<string, unknown>): unknown {
  if (expression.length > MAX_LENGTH) throw new Unreadable('the expression is too long');
  const tree = math.parse(expression);
  let nodes = 0;
  tree.traverse((node: MathNode) => {
    nodes += 1;
    if (nodes > MAX_NODES) throw new Unreadable('the expression is too long');
    if (!NODES.has(node.type)) throw new Unreadable(`${node.type} is not arithmetic`);
    const name =
      node.type === 'FunctionNode' ? String(Reflect.get(Object(Reflect.get(node, 'fn')), 'name')) : undefined;
    if (name !== undefined && !FUNCTIONS.has(name))
      throw new Unreadable(`the function ${name.slice(0, 40)} is not known`);
  });
  const value: unknown = tree.compile().evaluate(scope);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (isUnit(value) || typeof value === 'boolean' || math.typeOf(value) === 'Complex') return value;
  throw new Unreadable('it is no number');
}

function compare(left: unknown, right: unknown, { absolute = 0, relative = 0 }: Claim): Outcome {
  if (isUnit(left) && isUnit(right)) {
    if (!left.equalBase(right)) {
      return { state: 'wrong', isUnits: true, computed: shown(left), problem: `its unit is ${left.formatUnits()}` };
    }
    const unit = right.formatUnits();
    const computed = shown(left.to(unit));
    return { state: isNear(left.toNumber(unit), right.toNumber(unit), absolute, relative), computed };
  }
  if (isUnit(left) && typeof right === 'number') {
    return { state: 'wrong', isUnits: true, computed: shown(left), problem: `its unit is ${left.formatUnits()}` };
  }
  // An expression in bare numbers has whichever unit its result is said to have.
  if (typeof left === 'number' && isUnit(right)) {
    return { state: isNear(left, right.toNumber(right.formatUnits()), absolute, relative), computed: shown(left) };
  }
  if (typeof left === 'number' && typeof right === 'number') {
    return { state: isNear(left, right, absolute, relative), computed: shown(left) };
  }
  return { state: math.deepEqual(Object(left), Object(right)) ? 'right' : 'wrong', computed: shown(left) };
}

function isNear(left: number, right: number, absolute: number, relative: number): 'right' | 'wrong' {
  const room = Math.max(absolute, Math.abs(right) * relative, Math.abs(right) * 1e-9, 1e-12);
  return Math.abs(left - right) <= room ? 'right' : 'wrong';
}

const shown = (value: unknown): string => math.format(value, { precision: 10 });
