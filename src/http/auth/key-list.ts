/** The keys that one variable holds: several stand with commas or line ends between them. */
export const keyList = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((key) => key.trim())
    .filter((key) => key !== '');
