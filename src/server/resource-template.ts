const LONGEST_URI = 2048;

/**
 * Matches URIs against one template. Each `{variable}` stands for one path segment, the last one for the whole rest,
 * because model ids contain slashes. No text of a caller becomes part of the pattern.
 */
export type UriMatcher = (uri: string) => Readonly<Record<string, string>> | undefined;

/** Compiles `llmkit://models/{provider}/{model}`; without variables only the same text matches. */
export function compileTemplate(template: string): UriMatcher {
  const pieces = template.split(/\{(\w+)\}/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  const lastName = names.at(-1);
  const source = pieces
    .map((piece, index) => {
      if (index % 2 === 0) return piece.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      return piece === lastName && pieces.at(-1) === '' ? '(.+)' : '([^/]+)';
    })
    .join('');
  const pattern = new RegExp(`^${source}$`, 'u');
  return (uri) => {
    if (uri.length > LONGEST_URI) return undefined;
    const values = pattern.exec(uri)?.slice(1);
    if (values === undefined) return undefined;
    const decoded = values.map(decode);
    if (decoded.includes(undefined)) return undefined;
    return Object.fromEntries(names.map((name, index) => [name, decoded[index] ?? '']));
  };
}

export const isTemplate = (uri: string): boolean => uri.includes('{');

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
