/** Bounds of something that is not known exactly. */
export type Range = { readonly low: number; readonly high: number };

/** Tokens of a text. UTF-8 bytes a token: about 4 to 5 in prose, about 2 in digits, code and rare scripts. */
export const byText = (text: string): Range => {
  const bytes = Buffer.byteLength(text);
  return { low: Math.ceil(bytes / 5), high: Math.ceil(bytes / 2) };
};
