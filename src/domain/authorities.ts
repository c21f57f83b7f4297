import type { DomainCheck, Jurisdiction } from '../core/domain.ts';
import type { Passage } from '../rag/citations.ts';

type Format = { readonly kind: string; readonly of: Jurisdiction; readonly pattern: RegExp };

/** How each law is cited. A pattern finds a citation wherever it stands in a text. */
const FORMATS: readonly Format[] = [
  {
    kind: 'us_reporter',
    of: 'us',
    pattern:
      /\b\d{1,4}\s+(?:U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.\s?Supp\.(?:\s?[23]d)?|F\.\s?App['’]x|F\.R\.D\.|B\.R\.|F\.(?:\s?(?:2d|3d|4th))?|(?:A|P|N\.E|N\.W|S\.E|S\.W|So|Cal|N\.Y)\.(?:\s?(?:2d|3d|4th|5th))?|Cal\.\s?Rptr\.(?:\s?[23]d)?|N\.Y\.S\.(?:\s?[23]d)?)\s+\d{1,5}(?:\s*\([^()\n]{0,40}\d{4}\))?/gu,
  },
  { kind: 'us_database', of: 'us', pattern: /\b\d{4}\s+(?:WL|U\.S\.\s?(?:Dist\.|App\.)\s?LEXIS)\s+\d{3,9}/gu },
  {
    kind: 'us_code',
    of: 'us',
    pattern: /\b\d{1,2}\s+U\.?\s?S\.?\s?C\.?(?:\s?A\.)?\s*§{1,2}\s*\d[\w.–-]{0,15}(?:\(\w{1,4}\)){0,4}/gu,
  },
  {
    kind: 'us_regulation',
    of: 'us',
    pattern: /\b\d{1,2}\s+C\.?\s?F\.?\s?R\.?\s*(?:§{1,2}|[Pp]art)\s*\d[\w.–-]{0,15}(?:\(\w{1,4}\)){0,4}/gu,
  },
  {
    kind: 'uk_neutral',
    of: 'uk',
    pattern:
      /\[\d{4}\]\s+(?:UKSC|UKPC|UKHL|EWCA\s+(?:Civ|Crim)|EWHC|EWFC|EWCOP|UKUT|UKFTT|UKEAT|EAT|CSIH|CSOH|HCJAC|NICA|NI[A-Z]{2})\s+\d{1,5}(?:\s*\([A-Za-z]{2,8}\))?/gu,
  },
  {
    kind: 'uk_report',
    of: 'uk',
    pattern: /[[(]\d{4}[\])]\s+(?:\d\s+)?(?:AC|QB|KB|Ch|WLR|All\s+ER|Fam|ICR|IRLR|Lloyd['’]s\s+Rep)\s+\d{1,5}/gu,
  },
  { kind: 'ecli', of: 'eu', pattern: /ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9][A-Z0-9.]{0,23}[A-Z0-9]/gu },
  { kind: 'celex', of: 'eu', pattern: /\b[1-9CE](?:19|20)\d{2}[A-Z]{1,2}\d{4}(?:\(\d{2}\))?(?!\w)/gu },
  {
    kind: 'eu_act',
    of: 'eu',
    pattern:
      /\b(?:Regulation|Directive|Decision|Framework\s+Decision)\s+(?:\((?:EU|EC|EEC|CFSP|EU,\s?Euratom)\)\s+)?(?:No\.?\s*)?\d{1,4}\/\d{1,4}(?:\/(?:EU|EC|EEC|JHA))?/gu,
  },
  { kind: 'eu_case', of: 'eu', pattern: /\b(?:Case|Joined\s+Cases)\s+[CTF][-‑–]\d{1,4}\/\d{2}(?:\s?P)?/gu },
  {
    kind: 'prc_statute',
    of: 'china',
    pattern:
      /《[^》《\n]{2,60}》(?:\s?[（(][^）)\n]{1,20}[）)])?(?:\s*第[〇零一二三四五六七八九十百千\d]{1,9}条(?:之[一二三四五六七八九十])?(?:第[一二三四五六七八九十\d]{1,4}[款项])*)?/gu,
  },
  { kind: 'prc_interpretation', of: 'china', pattern: /法释\s?[〔[（(]\d{4}[〕\]）)]\s?\d{1,4}号/gu },
  { kind: 'prc_case', of: 'china', pattern: /[（(〔]\d{4}[）)〕][\p{Script=Han}\d]{2,16}?\d{1,6}号/gu },
  {
    kind: 'india_report',
    of: 'india',
    pattern:
      /\bAIR\s+\d{4}\s+[A-Z][A-Za-z&]{1,12}\s+\d{1,5}|\(\d{4}\)\s+(?:Supp\s+)?\d{1,3}\s+SCC\s+\d{1,5}|\[?\b\d{4}\]?\s+(?:\d\s+)?SCR\s+\d{1,5}/gu,
  },
  { kind: 'india_neutral', of: 'india', pattern: /\b\d{4}\s?:?\s?(?:INSC|[A-Z]{2,5}HC)(?:\s|:)\d{1,6}/gu },
];

export type Authority = {
  readonly citation: string;
  readonly kind: string;
  readonly of: Jurisdiction;
  readonly year?: number;
};

/** The authorities that a text cites, each once, whichever law they are of. */
export function authoritiesIn(text: string): readonly Authority[] {
  const matches = FORMATS.flatMap(({ kind, of, pattern }) =>
    [...text.slice(0, 200_000).matchAll(pattern)].map(({ 0: match, index }) => ({ kind, of, match, index })),
  );
  const found = new Map<string, Authority>();
  let end = 0;
  // Where two formats read the same place, the one that begins first or reads more is meant.
  for (const { kind, of, match, index } of matches.sort(
    (a, b) => a.index - b.index || b.match.length - a.match.length,
  )) {
    if (index < end) continue;
    end = index + match.length;
    const citation = match.replaceAll(/\s+/gu, ' ').trim();
    found.set(citation, { citation, kind, of, year: yearOf(citation) });
  }
  return [...found.values()];
}

/** The year that a citation states. Volumes and pages of four digits are no years: a bracket or its own place tells. */
function yearOf(citation: string): number | undefined {
  const [, year] =
    /[[(（〔][^[\](（）)〔〕]{0,36}?((?:17|18|19|20)\d{2})[\])）〕]/u.exec(citation) ??
    /^(?:AIR\s+)?((?:19|20)\d{2})\s?:?\s?(?:INSC|WL|[A-Z]{2,5}HC|SC)\b/u.exec(citation) ??
    /^AIR\s+(\d{4})/u.exec(citation) ??
    /^ECLI:[A-Z]{2}:[A-Z0-9]+:(\d{4}):/u.exec(citation) ??
    /^[1-9CE](\d{4})[A-Z]/u.exec(citation) ??
    /\b(20[1-9]\d)\/\d{1,4}\b/u.exec(citation) ??
    [];
  return year === undefined ? undefined : Number(year);
}

/** Letters and digits alone, so that "410 U. S. 113" is "410 U.S. 113". */
const tight = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}§]+/gu, '');

/**
 * Holds each authority against the passages, the jurisdiction and the date the law is asked as of. Only one that stands in a
 * passage is verified.
 */
export function checkAuthorities(
  text: string,
  passages: readonly Passage[],
  { jurisdiction, asOf }: { readonly jurisdiction: string; readonly asOf?: number },
): { readonly checks: readonly DomainCheck[]; readonly unsupported: readonly string[] } {
  const squeezed = passages.map((passage) => tight(passage.text));
  const results = authoritiesIn(text).map(({ citation, kind, of, year }) => {
    const short = citation.replace(/\s*\([^()]*\d{4}\)$/u, '') || citation;
    // Squeezed, "113" would be found in "1134": the digit behind it must not go on.
    const isThere = squeezed.some((source) => standsIn(source, tight(short)));
    const reasons = [
      ...(isThere ? [] : [passages.length === 0 ? 'from memory' : 'in none of the passages']),
      ...(asOf !== undefined && year !== undefined && year > asOf ? [`later than ${asOf}`] : []),
    ];
    const foreign = of === jurisdiction ? [] : [`law of another jurisdiction (${of})`];
    const check: DomainCheck = {
      kind: 'authority',
      statement: citation,
      ok: reasons.length === 0,
      note: [kind, ...reasons, ...foreign].join('; '),
    };
    return { check, claim: reasons.length === 0 ? [] : [`${citation} (${reasons.join('; ')})`] };
  });
  return { checks: results.map(({ check }) => check), unsupported: results.flatMap(({ claim }) => claim) };
}

function standsIn(source: string, citation: string): boolean {
  for (let at = source.indexOf(citation); at !== -1; at = source.indexOf(citation, at + 1)) {
    const isDigit = (place: number): boolean => /\d/u.test(source[place] ?? '');
    const goesOn = isDigit(at + citation.length) && isDigit(at + citation.length - 1);
    const beganBefore = isDigit(at - 1) && isDigit(at);
    if (!goesOn && !beganBefore) return true;
  }
  return false;
}
