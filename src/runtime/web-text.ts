const LONGEST_TITLE = 300;
const LONGEST_SNIPPET = 1000;
const LONGEST_URL = 2048;
const DAY_MS = 86_400_000;

/** Marks that are invisible or turn text round: a reader could not see what a model does. */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
/** Marks of style that search engines put around the words they found; other text in angle brackets may be code. */
const TAGS = /<\/?(?:strong|b|em|i|u|mark|br|wbr|span|p|div|a|sup|sub|code|li|ul|ol|h[1-6])\b[^<>]{0,200}>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
};

/** Somebody else's text on one line: no style marks, nothing invisible, not endless. */
function plain(text: string, longest: number): string {
  const flat = text
    .slice(0, longest * 8)
    .replace(TAGS, ' ')
    .replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(INVISIBLE, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
  return flat.length > longest ? `${flat.slice(0, longest - 1).toWellFormed()}…` : flat;
}

export const titleOf = (text: string): string => plain(text, LONGEST_TITLE);
export const snippetOf = (text: string): string => plain(text, LONGEST_SNIPPET);

/** An address that can be opened: http or https, no credentials in it, not endless. `undefined` for any other. */
export function webUrl(text: string): string | undefined {
  if (text.length > LONGEST_URL || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return undefined;
  url.username = '';
  url.password = '';
  return url.href.length > LONGEST_URL ? undefined : url.href;
}

/** Whether an address lies on one of the sites or below it. */
export function isOn(url: string, sites: readonly string[]): boolean {
  const host = new URL(url).hostname.replace(/\.$/, '');
  return sites.some((site) => host === site || host.endsWith(`.${site}`));
}

const UNITS: Readonly<Record<string, number>> = { minute: 0, hour: 0, day: 1, week: 7, month: 30, year: 365 };

/** A date in the spellings of search engines, or how long ago, as YYYY-MM-DD; `undefined` for what says no day. */
export function dayOf(text: string, now: number): string | undefined {
  const said = text.trim().toLowerCase();
  if (said === 'today') return isoDay(now);
  if (said === 'yesterday') return isoDay(now - DAY_MS);
  const [, amount = '', unit = ''] = /^(\d{1,3}|an?) (minute|hour|day|week|month|year)s? ago$/.exec(said) ?? [];
  const days = UNITS[unit];
  if (days !== undefined) return isoDay(now - (Number(amount) || 1) * days * DAY_MS);
  const [iso] = /^\d{4}-\d\d-\d\d/.exec(said) ?? [];
  const at = Date.parse(iso ?? `${said} UTC`);
  return Number.isNaN(at) || !/\d{4}/.test(said) ? undefined : isoDay(at);
}

export const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
