import type { Finding } from '../core/domain.ts';
import type { Citation } from '../core/retrieval.ts';
import { checkCitations, type Passage, quotedFrom } from '../rag/citations.ts';
import { isBorneOut } from '../rag/support.ts';
import type { Cite, RawAnswer, RawFinding } from './read-answer.ts';

export type Grounded = {
  readonly answer: string;
  readonly findings: readonly Finding[];
  readonly citations: readonly Citation[];
  readonly unsupported: readonly string[];
};

export type Grounding = {
  readonly passages: readonly Passage[];
  /** Sums that were recomputed: what they come to need not stand in a passage. */
  readonly derived: readonly string[];
  /** Kinds of findings that claim nothing. */
  readonly open: readonly string[];
  readonly isDraft: boolean;
};

/** Looks up every quote and holds every claim against what it cites. What nothing bears out is listed, never dropped. */
export function groundAnswer(raw: RawAnswer, { passages, derived, open, isDraft }: Grounding): Grounded {
  const answer = isDraft
    ? { text: raw.answer, citations: [], unsupported: [] }
    : checkCitations(raw.answer, passages, derived);
  const citations: Citation[] = [...answer.citations];
  const unsupported: string[] = [...answer.unsupported];
  const findings = raw.findings.map((finding): Finding => {
    const own = finding.cites.flatMap((cite) => citationsOf(cite, passages));
    const places = [...new Set(own.map((citation) => numberOf(citation, citations)))];
    if (!open.includes(finding.kind) && !isSupported(finding, own, passages, derived)) {
      unsupported.push(finding.properties.statement ?? Object.values(finding.properties).join('; '));
    }
    return { ...finding.properties, kind: finding.kind, citations: places };
  });
  // Without passages nothing can be borne out: one list says so, and the text stays readable.
  const text = passages.length === 0 ? raw.answer : answer.text;
  return { answer: text, findings, citations, unsupported: [...new Set(unsupported)].filter((each) => each !== '') };
}

function isSupported(
  { properties }: RawFinding,
  own: readonly Citation[],
  passages: readonly Passage[],
  derived: readonly string[],
): boolean {
  const texts = own.filter(({ verified }) => verified).flatMap((citation) => textOf(citation, passages) ?? []);
  return texts.length > 0 && isBorneOut(properties.statement ?? '', [...texts, ...derived]);
}

const textOf = ({ document, start = -1 }: Citation, passages: readonly Passage[]): string | undefined =>
  passages.find((each) => each.document === document && start >= each.start && start < each.start + each.text.length)
    ?.text;

/** A quote of one or two letters stands in every text. */
const citationsOf = ({ passage, quote }: Cite, passages: readonly Passage[]): readonly Citation[] => {
  const named = passages[passage - 1];
  return quote.trim().length < 3 ? [] : quotedFrom(quote, named === undefined ? [] : [named], passages);
};

/** The number of a citation, from 1; one that is new is added. */
function numberOf(citation: Citation, citations: Citation[]): number {
  const known = citations.findIndex(
    (each) => each.document === citation.document && each.quote === citation.quote && each.start === citation.start,
  );
  return known === -1 ? citations.push(citation) : known + 1;
}
