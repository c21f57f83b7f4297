import { ProviderError } from '../core/errors.ts';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Wider characters are cut to a byte by some clients, and U+010A then becomes a line feed.
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Headers as they may be sent; throws `invalid_input`, naming the header and never its value, otherwise. */
export function checkedHeaders(
  headers: Readonly<Record<string, string>>,
  provider: string,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    if (NAME.test(name) && VALUE.test(value)) continue;
    throw new ProviderError('invalid_input', {
      provider,
      message: `The header ${NAME.test(name) ? name : 'with a malformed name'} holds characters that cannot be sent.`,
      hint: 'Look for line breaks in the key or in the configured headers.',
      processed: false,
    });
  }
  return headers;
}
