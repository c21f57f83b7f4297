/** Bytes a token of text that is neither very plain nor very rare. */
const BYTES_A_TOKEN = 4;

/** A note for texts that are probably longer than what a model reads, where it leaves the rest out without a word. */
export function longTexts(texts: readonly string[], reads: number | undefined): readonly string[] {
  if (reads === undefined) return [];
  const long = texts.filter((text) => Buffer.byteLength(text) / BYTES_A_TOKEN > reads).length;
  return long === 0
    ? []
    : [
        `${long} of ${texts.length} texts are probably longer than the ${reads} tokens that the model reads; their ends are left out`,
      ];
}
