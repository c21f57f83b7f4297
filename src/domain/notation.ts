const SCALES: Readonly<Record<string, string>> = {
  thousand: '1e3',
  million: '1e6',
  mn: '1e6',
  billion: '1e9',
  bn: '1e9',
  trillion: '1e12',
};
const SCALE_WORD = '(thousands?|millions?|mn|billions?|bn|trillions?)';
const CURRENCY = /[$€£¥₹]|\b(?:USD|EUR|GBP|JPY|CNY|RMB|INR|CHF)\b/gu;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const scaleOf = (word: string): string => SCALES[word.toLowerCase().replace(/s$/u, '')] ?? '1';

/** An expression as people and models write it, in the notation of the calculator: "$1,407 × 10%" as "1407 * (10/100)". */
export function plainExpression(text: string): string {
  return (
    fromTex(text)
      .replaceAll(CURRENCY, ' ')
      // 1,00,000 is how India writes a lakh.
      .replaceAll(/\d{1,2}(?:,\d\d)+,\d{3}(?!\d)/gu, (number) => number.replaceAll(',', ''))
      .replaceAll(/(?<=\d)[,'\u00a0\u202f](?=\d{3}(?!\d))/gu, '')
      .replaceAll(/[×·⋅∙]/gu, '*')
      .replaceAll('÷', '/')
      .replaceAll(/[−–—]/gu, '-')
      .replaceAll(/(?<=\d)\s*[xX]\s*(?=\d)/gu, '*')
      .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu, (run) => `^${[...run].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('')}`)
      .replaceAll('⁻', '-')
      .replaceAll('√', 'sqrt')
      .replaceAll(/[πΠ]/gu, 'pi')
      .replaceAll(/°\s?([CF])/gu, 'deg$1')
      .replaceAll(/°/gu, ' deg')
      .replaceAll(/[Ωω]/gu, 'ohm')
      .replaceAll(/\bmcg\b/gu, 'ug')
      .replaceAll(/[µμ](?=[A-Za-z])/gu, 'u')
      .replaceAll(/\bln\b/gu, 'log')
      .replaceAll(/(\d+(?:\.\d+)?)\s*%/gu, '($1/100)')
      .replaceAll(new RegExp(`(\\d+(?:\\.\\d+)?)\\s*${SCALE_WORD}\\b`, 'giu'), (_, number: string, word: string) => {
        return `(${number}*${scaleOf(word)})`;
      })
      .replaceAll(/\s+/gu, ' ')
      .trim()
  );
}

const fromTex = (text: string): string =>
  text
    .replaceAll(/\\(?:left|right|,|;|!|quad)/gu, '')
    .replaceAll(/\\(?:times|cdot)/gu, '*')
    .replaceAll('\\div', '/')
    .replaceAll(/\\[dt]?frac\s*\{([^{}]{1,80})\}\s*\{([^{}]{1,80})\}/gu, '(($1)/($2))')
    .replaceAll(/\\sqrt\s*\{([^{}]{1,80})\}/gu, 'sqrt($1)')
    .replaceAll(/\\(?:text|mathrm)\s*\{([^{}]{1,80})\}/gu, ' $1')
    .replaceAll(/\^\{([^{}]{1,40})\}/gu, '^($1)')
    .replaceAll('\\%', '%')
    .replaceAll(/\\([a-zA-Z]+)/gu, '$1');

/** How far a result may be from what it rounds: half of its last digit. "29.4" 0.05, "12.5%" 0.0005, "3 million" 500,000. */
export function roundingOf(result: string): number {
  const [, , decimals = '', exponent = '0', rest = ''] =
    /(\d[\d,]*)(?:\.(\d+))?(?:[eE]([-+]?\d{1,3}))?([\s\S]*)/u.exec(result) ?? [];
  const [word = ''] = new RegExp(`^\\s*${SCALE_WORD}\\b`, 'iu').exec(rest) ?? [];
  const scale = /^\s*\\?%/u.test(rest) ? 0.01 : Number(scaleOf(word.trim()));
  return 0.5 * 10 ** (Number(exponent) - decimals.length) * scale * (1 + 1e-6);
}

export type Equation = { readonly left: string; readonly right: string; readonly isRough: boolean };

const TERM = String.raw`[\d\s.,()+\-−–*/×÷·^%$€£¥₹]`;
const EQUATION = new RegExp(
  String.raw`(?<![\w.,])([-−(]?[$€£¥₹]?\d${TERM}{0,120}?[+\-−–*/×÷·^]${TERM}{0,120}?)\s?(=|≈)\s?([-−]?[$€£¥₹]?\d+(?:,\d{2,3})*(?:\.\d+)?(?:\s?(?:%|${SCALE_WORD}\b))?)(?!\s?[\d+*/×÷^])`,
  'giu',
);
const MAX_TEXT = 100_000;
const MOST_EQUATIONS = 40;

/** Sums that a text states in figures: "992 - 768 = 224". */
export function equationsIn(text: string): readonly Equation[] {
  // A number after a sentence about another one is not part of the sum: each line is read for itself.
  const lines = text
    .slice(0, MAX_TEXT)
    .split('\n')
    .filter((line) => /[=≈]/u.test(line));
  return lines
    .flatMap((line) =>
      [...line.matchAll(EQUATION)].map(([, left = '', sign, right = '']) => ({
        left: left.trim(),
        right: right.trim(),
        isRough: sign === '≈',
      })),
    )
    .slice(0, MOST_EQUATIONS);
}
