/** The languages of Whisper, by their codes. */
const CODES = (
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk ' +
  'te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ' +
  'ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue'
).split(' ');

/** Where Whisper's names are not those of Unicode. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  bengali: 'bn',
  castilian: 'es',
  'haitian creole': 'ht',
  javanese: 'jw',
  maori: 'mi',
  myanmar: 'my',
  nynorsk: 'nn',
  punjabi: 'pa',
  sinhala: 'si',
  tagalog: 'tl',
};

const names = new Intl.DisplayNames('en', { type: 'language' });
const byName = new Map([
  ...CODES.map((code) => [(names.of(code) ?? code).toLowerCase(), code] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** `english` → `en`. A code stays one; `undefined` for anything else. */
export function whisperLanguage(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  return CODES.includes(lower) ? lower : byName.get(lower);
}
