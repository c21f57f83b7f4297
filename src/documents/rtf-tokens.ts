import { ProviderError } from '../core/errors.ts';

export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  /** `\word` or `\word-12`; symbols like `\~` are words of one character. */
  | { readonly kind: 'word'; readonly word: string; readonly value?: number }
  /** Bytes in the character set that holds at this place. */
  | { readonly kind: 'bytes'; readonly bytes: string };

/** Word numbers, which may be negative, end with a blank that belongs to them. */
const TOKEN = /([{}])|\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([^\\{}\r\n]+)|[\r\n]+/giu;
const MAX_DEPTH = 500;

/** The tokens of an RTF file. Binary data is skipped by its length. Throws `invalid_input` where groups nest too deeply. */
export function* rtfTokens(source: string): Generator<RtfToken> {
  let depth = 0;
  TOKEN.lastIndex = 0;
  const pattern = new RegExp(TOKEN);
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const [, brace, word, value, hex, symbol, text] = match;
    if (brace !== undefined) {
      depth += brace === '{' ? 1 : -1;
      if (depth > MAX_DEPTH) {
        throw new ProviderError('invalid_input', {
          message: `The document is nested more than ${MAX_DEPTH} levels deep.`,
        });
      }
      yield brace === '{' ? { kind: 'open' } : { kind: 'close' };
    } else if (word === 'bin') pattern.lastIndex += Math.max(0, Number(value ?? 0));
    else if (word !== undefined) yield { kind: 'word', word, value: value === undefined ? undefined : Number(value) };
    else if (hex !== undefined) yield { kind: 'bytes', bytes: String.fromCharCode(Number.parseInt(hex, 16)) };
    else if (symbol !== undefined) yield { kind: 'word', word: symbol };
    else if (text !== undefined) yield { kind: 'bytes', bytes: text };
  }
}
