/** Two names for one thing, as a text itself says: `World Health Organization (WHO)`. */
export type Alias = { readonly short: string; readonly long: string };

const BRACKETED = /\(([\p{Lu}\p{N}][\p{L}\p{N}&.-]{1,11})\)/gu;
const BEFORE = 160;

/** Short forms in brackets whose letters are the initials of the words before them. */
export function aliasesIn(text: string): readonly Alias[] {
  const aliases: Alias[] = [];
  for (const match of text.matchAll(BRACKETED)) {
    const [, short = ''] = match;
    const long = longForm(text.slice(Math.max(0, match.index - BEFORE), match.index), short);
    if (long !== undefined) aliases.push({ short, long });
  }
  return aliases;
}

/** The shortest run of words right before the brackets whose initials spell the short form; small words may be skipped. */
function longForm(before: string, short: string): string | undefined {
  // `NGOs`: the small letter is the plural's.
  const letters = [
    ...short
      .replace(/s$/u, '')
      .replaceAll(/[^\p{L}\p{N}]/gu, '')
      .toLowerCase(),
  ];
  if (letters.length < 2 || (short.match(/\p{Lu}/gu)?.length ?? 0) < 2) return undefined;
  const words = [...before.matchAll(/[\p{L}\p{N}]+/gu)];
  let wanted = letters.length - 1;
  for (let index = words.length - 1; index >= 0 && wanted >= 0; index--) {
    const word = words[index];
    if (word === undefined) return undefined;
    const [name] = word;
    if (name.toLowerCase().startsWith(letters[wanted] ?? '')) wanted -= 1;
    else if (name.length > 3 || /^\p{Lu}/u.test(name)) return undefined;
    if (wanted < 0) return /[.!?;:()]/u.test(before.slice(word.index)) ? undefined : before.slice(word.index).trim();
  }
  return undefined;
}
