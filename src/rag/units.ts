/** A unit as a size of one dimension. Sizes of one dimension compare; those of two never do. */
export type Unit = { readonly dimension: string; readonly size: number };

const PREFIXES: readonly (readonly [symbol: string, word: string, size: number])[] = [
  ['p', 'pico', 1e-12],
  ['n', 'nano', 1e-9],
  ['µ', 'micro', 1e-6],
  ['μ', 'micro', 1e-6],
  ['u', 'micro', 1e-6],
  ['m', 'milli', 1e-3],
  ['c', 'centi', 1e-2],
  ['d', 'deci', 1e-1],
  ['h', 'hecto', 1e2],
  ['k', 'kilo', 1e3],
  ['M', 'mega', 1e6],
  ['G', 'giga', 1e9],
  ['T', 'tera', 1e12],
];

/** Symbol and words of what is measured. A lone `m` or `s` is left out: it stands for too much else. */
const BASES: readonly (readonly [symbol: string, words: readonly string[]])[] = [
  ['g', ['gram', 'gramme']],
  ['m', ['metre', 'meter']],
  ['L', ['litre', 'liter']],
  ['l', ['litre', 'liter']],
  ['W', ['watt']],
  ['Wh', ['watt-hour']],
  ['J', ['joule']],
  ['Hz', ['hertz']],
  ['V', ['volt']],
  ['Pa', ['pascal']],
  ['B', ['byte']],
  ['mol', ['mole']],
  ['Sv', ['sievert']],
];

const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  lakh: 1e5,
  million: 1e6,
  mn: 1e6,
  mio: 1e6,
  crore: 1e7,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
  tn: 1e12,
};

const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...BASES.flatMap(([symbol, words]) => [
    ...PREFIXES.flatMap(([prefix, word, size]): [string, Unit][] => [
      [prefix + symbol, { dimension: words[0] ?? symbol, size }],
      ...words.map((base): [string, Unit] => [word + base, { dimension: words[0] ?? symbol, size }]),
    ]),
    ...words.map((word): [string, Unit] => [word, { dimension: words[0] ?? symbol, size: 1 }]),
    ...(/^[mlL]$/u.test(symbol) ? [] : [[symbol, { dimension: words[0] ?? symbol, size: 1 }] satisfies [string, Unit]]),
  ]),
  ...Object.entries(SCALES).map(([word, size]): [string, Unit] => [word, { dimension: 'count', size }]),
  ...['mcg', 'µg'].map((symbol): [string, Unit] => [symbol, { dimension: 'gram', size: 1e-6 }]),
  ...['KG', 'Kg'].map((symbol): [string, Unit] => [symbol, { dimension: 'gram', size: 1e3 }]),
  ...['KB', 'Kb'].map((symbol): [string, Unit] => [symbol, { dimension: 'byte', size: 1e3 }]),
  ['%', { dimension: 'percent', size: 1 }],
  ['percent', { dimension: 'percent', size: 1 }],
  ['per cent', { dimension: 'percent', size: 1 }],
  ...['percentage point', 'percentage-point', 'pp', 'ppt'].map((word): [string, Unit] => [
    word,
    { dimension: 'point', size: 1 },
  ]),
  ...['basis point', 'bp', 'bps'].map((word): [string, Unit] => [word, { dimension: 'point', size: 0.01 }]),
  ['second', { dimension: 'time', size: 1 }],
  ['minute', { dimension: 'time', size: 60 }],
  ['hour', { dimension: 'time', size: 3_600 }],
  ['day', { dimension: 'time', size: 86_400 }],
  ['week', { dimension: 'time', size: 604_800 }],
  ['month', { dimension: 'months', size: 1 }],
  ['year', { dimension: 'months', size: 12 }],
]);

const AFTER_NUMBER = /^[\s-]?(per cent|percentage[ -]points?|basis points?|%|[\p{L}µ]{1,12}(?:-hours?)?)(?![\p{L}\d])/u;

/** The unit that stands behind a number, where it is one of those that are known. Symbols keep their case: mW is not MW. */
export function unitBehind(text: string): Unit | undefined {
  const [, word] = AFTER_NUMBER.exec(text) ?? [];
  if (word === undefined) return undefined;
  return UNITS.get(word) ?? UNITS.get(singular(word.toLowerCase()));
}

/** Symbols of two letters have no plural, and `ms` is none of `m`. */
const singular = (word: string): string => (word.length > 3 ? word.replace(/s$/u, '') : word);
