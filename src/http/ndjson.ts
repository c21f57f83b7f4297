import { ProviderError } from '../core/errors.ts';

/** Longest line, in UTF-16 code units. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** The parsed lines of newline-delimited JSON. Throws `bad_response` for a line that is not JSON or too long. */
export async function* readLines(body: AsyncIterable<Uint8Array>, provider: string): AsyncGenerator<unknown> {
  const decoder = new TextDecoder('utf-8');
  let pieces: string[] = [];
  let length = 0;
  for await (const bytes of body) {
    const [first = '', ...rest] = decoder.decode(bytes, { stream: true }).split('\n');
    pieces.push(first);
    length += first.length;
    for (const next of rest) {
      const line = pieces.join('');
      pieces = [next];
      length = next.length;
      if (line.trim() !== '') yield parse(line, provider);
    }
    if (length > LONGEST_LINE) {
      throw new ProviderError('bad_response', { provider, message: `${provider} sent a line that is too long.` });
    }
  }
  const last = pieces.join('') + decoder.decode();
  if (last.trim() !== '') yield parse(last, provider);
}

function parse(line: string, provider: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent a line that is not JSON.`, cause });
  }
}
