/** What an English voice can say of a text: ASCII, one line. */
export type SpokenText = {
  readonly text: string;
  /** Letters, digits and symbols that were left out. */
  readonly leftOut: number;
  /** The part of all letters and digits that it cannot say, 0–1. */
  readonly foreignShare: number;
};

/** Latin letters that do not come apart into a letter and its mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  Œ: 'Oe',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  ħ: 'h',
};

const SIGNS: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  ʼ: "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': ', ',
  '—': ', ',
  '⁄': '/',
  '·': ' ',
  '•': ' ',
  '°': ' degrees ',
  '×': ' times ',
  '÷': ' divided by ',
  '±': ' plus or minus ',
  '−': ' minus ',
  '≈': ' about ',
  '≤': ' at most ',
  '≥': ' at least ',
  '→': ' to ',
  '§': ' section ',
  '©': ' copyright ',
  '®': '',
  '€': ' euros ',
  '£': ' pounds ',
  '¥': ' yen ',
  '¢': ' cents ',
  // The micro sign decomposes to the Greek letter.
  μ: ' micro',
  '¿': '',
  '¡': '',
};

/** A price is said with its currency last. */
const PRICE = /([€£¥])\s?(\d[\d.,]*\d|\d)/gu;

/** Folds a text to what the voice knows: marks fall off letters, signs become words, the rest is left out and counted. */
export function spokenText(source: string): SpokenText {
  const decomposed = source.toWellFormed().replace(PRICE, '$2 $1').normalize('NFKD');
  let text = '';
  let leftOut = 0;
  let known = 0;
  let foreign = 0;
  for (const character of decomposed) {
    const said = isAscii(character) ? character : (LETTERS[character] ?? SIGNS[character]);
    if (said !== undefined) {
      if (/[\p{L}\p{N}]/u.test(character)) known += 1;
      text += said;
    } else if (/[\p{Z}\p{Cc}]/u.test(character)) text += ' ';
    else if (/[\p{L}\p{N}]/u.test(character)) {
      foreign += 1;
      leftOut += 1;
      text += ' ';
    } else if (/[\p{S}\p{P}\p{Cn}\p{Co}]|\uFFFD/u.test(character)) {
      leftOut += 1;
      text += ' ';
    }
    // What remains are marks and joiners: they have no sound of their own.
  }
  return {
    text: text.replaceAll(/\s+/g, ' ').trim(),
    leftOut,
    foreignShare: foreign === 0 ? 0 : foreign / (foreign + known),
  };
}

const isAscii = (character: string): boolean => character >= ' ' && character <= '~';
