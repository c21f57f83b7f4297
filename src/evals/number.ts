const SCALES: Readonly<Record<string, number>> = {
  hundred: 1e2,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  percent: 1e-2,
};

/** A factor for what a number counts in: `thousand`, `millions`, `%`; 1 for anything else. */
export function scaleOf(word: string | undefined): number {
  if (word === undefined) return 1;
  const name = word.trim().toLowerCase().replace(/^%$/, 'percent').replace(/s$/, '');
  return SCALES[name] ?? 1;
}

export type Written = { readonly value: number; readonly scale: number; readonly decimals: number };

// 1,234.5 · -3 · (13) · $41.9 million · 12.5 % · 3/4 · 1.2e-3 · 1.2×10^5 · \frac{3}{4}
const NUMBER =
  /(?:(\()\s*)?([-+]?)(?:[$€£¥₹]\s*)?(-?)((?:\d{1,3}(?:[,'\u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:\s*\/\s*(\d+(?:\.\d+)?))?(?:\s*(?:[×x*]|\\times|\\cdot)\s*10\s*\^?\s*\{?([-+]?\d+)\}?|e([-+]?\d+))?\s*\\?(%|percent\b|hundred\b|thousand\b|millions?\b|billions?\b|trillions?\b)?(\))?/giu;

/** The numbers that a text states, in order. A number in parentheses alone is negative, as accounts write it. */
export function numbersIn(text: string): readonly Written[] {
  const plain = text
    .replaceAll(/\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
    .replaceAll(/\\[,;!]|\{,\}/g, ',')
    .replaceAll('−', '-');
  return [...plain.matchAll(NUMBER)].flatMap((match) => {
    const [, open, outer = '', inner = '', digits = '', divisor, power, exponent, word, close] = match;
    // The digits of a name (H2O, A4) are no number.
    if (/\p{L}/u.test(plain[match.index - 1] ?? '') && open === undefined && outer === '') return [];
    const bare = digits.replaceAll(/[,'\u00a0\u202f]/g, '');
    const isNegative = outer === '-' || inner === '-' || (open !== undefined && close !== undefined);
    const base = Number(bare) / (divisor === undefined ? 1 : Number(divisor));
    const value = (isNegative ? -base : base) * 10 ** Number(power ?? exponent ?? 0);
    if (!Number.isFinite(value)) return [];
    const isWhole = divisor === undefined && power === undefined && exponent === undefined;
    const decimals = isWhole ? (bare.split('.')[1]?.length ?? 0) : Number.POSITIVE_INFINITY;
    return [{ value, scale: scaleOf(word), decimals }];
  });
}

/** Where the reference has decimals, so much deviation counts as rounding unless the item says otherwise. */
const DEFAULT_TOLERANCE = 0.01;

/**
 * Whether a number is the reference. Whole references must be met exactly; those with decimals within `tolerance`. Scale
 * words are read on either side: 1.4 million is 1,400 in thousand, and 12.5 % is 12.5 in percent or 0.125.
 */
export function isNumber(
  said: Written,
  reference: Written,
  { scale, tolerance }: { readonly scale?: string | undefined; readonly tolerance?: number | undefined },
): boolean {
  const unit = reference.scale === 1 ? scaleOf(scale) : reference.scale;
  const allowed = tolerance ?? (reference.decimals === 0 ? 0 : DEFAULT_TOLERANCE);
  // As written, in the reference's unit, and in full.
  const readings: readonly (readonly [number, number])[] = [
    [said.value, reference.value],
    [said.value * said.scale, reference.value * unit],
  ];
  return readings.some(([mine, due]) => {
    const deviation = Math.abs(mine - due);
    return deviation <= Math.max(Math.abs(due) * allowed, Math.abs(due) * 1e-9, due === 0 ? 1e-9 : 0);
  });
}
