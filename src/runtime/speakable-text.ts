/** Control characters but tab and line ends; marks that only say which way a text runs, or nothing at all. */
const UNSPEAKABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** The text as it can be said: no control characters, no halves of characters. Markup is text like any other. */
export const speakableText = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(UNSPEAKABLE, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .trim();
