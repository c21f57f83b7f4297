const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 has no way to say: control characters and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const UNSPEAKABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Text or an attribute's value for SSML: whatever it holds is spoken, and none of it becomes markup. */
export const escapeSsml = (text: string): string =>
  text.replaceAll(UNSPEAKABLE, '').replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? one);
