const NUMBERS: Readonly<Record<string, string>> = {
  '1': 'one',
  '2': 'two',
  '3': 'three',
  '10': 'ten',
  '100': 'one hundred',
};

/** The words of a text without case and punctuation; titles and small numbers are written out. */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/\bmr\b\.?/g, 'mister')
    .replaceAll(/[^a-z0-9' ]+/g, ' ');
  return plain.split(/\s+/).flatMap((word) => (word === '' ? [] : (NUMBERS[word] ?? word).split(' ')));
}

/** How many words have to be replaced, left out or put in to make one list of the other. */
export function wordErrors(expected: readonly string[], heard: readonly string[]): number {
  let previous = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [row, word] of expected.entries()) {
    const current = [row + 1];
    for (const [column, other] of heard.entries()) {
      const replaced = (previous[column] ?? 0) + (word === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
