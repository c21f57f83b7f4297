import type { RunOptions } from './app.ts';
import type { Effort } from './chat.ts';
import type { Media } from './content.ts';
import type { Receipt } from './receipt.ts';
import type { Citation } from './retrieval.ts';
import type { ToolCall } from './tool.ts';

export const JURISDICTIONS = ['us', 'uk', 'eu', 'china', 'india'] as const;
export type Jurisdiction = (typeof JURISDICTIONS)[number];

export const CASE_TYPES = [
  'contract_analysis',
  'case_research',
  'legal_opinion',
  'regulatory_compliance',
  'document_drafting',
] as const;
export type CaseType = (typeof CASE_TYPES)[number];

export const SPECIALTIES = ['general_medicine', 'oncology', 'cardiology', 'neurology', 'dermatology'] as const;
export type Specialty = (typeof SPECIALTIES)[number];

export const FINANCE_DOMAINS = [
  'investment_research',
  'market_analysis',
  'trading_strategy',
  'risk_assessment',
  'portfolio_optimization',
] as const;
export type FinanceDomain = (typeof FINANCE_DOMAINS)[number];

export const SCIENCE_DOMAINS = ['mathematics', 'physics', 'chemistry', 'biology', 'computer_science'] as const;
export type ScienceDomain = (typeof SCIENCE_DOMAINS)[number];

/** A field with what was chosen within it. */
export type DomainTopic =
  | { readonly field: 'legal'; readonly jurisdiction?: Jurisdiction; readonly caseType?: CaseType }
  | { readonly field: 'medical'; readonly specialty?: Specialty }
  | { readonly field: 'finance'; readonly domain?: FinanceDomain }
  | { readonly field: 'science'; readonly domain?: ScienceDomain };

export type DomainRequest = {
  readonly topic: DomainTopic;
  readonly question: string;
  /** The field's own facts, by whatever names the caller has for them. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly collection?: string;
  /** Paths, URLs, `data:` URLs, resource URIs. */
  readonly documents?: readonly string[];
  readonly images?: readonly Media[];
  readonly effort?: Effort;
  readonly options?: RunOptions;
};

/** Something that code has recomputed or looked up. */
export type DomainCheck = {
  readonly kind: 'arithmetic' | 'units' | 'figure' | 'authority' | 'sum' | 'equation';
  /** What was stated. */
  readonly statement: string;
  readonly ok: boolean;
  /** What it should be, or why it could not be checked. */
  readonly note?: string;
};

/** One finding: its kind, the properties of its kind, and which citations (from 1) bear it out. */
export type Finding = {
  readonly kind: string;
  readonly citations: readonly number[];
  readonly [property: string]: unknown;
};

export type DomainReport = {
  readonly answer: string;
  /** A model's words, or sentences of the documents themselves where no model is configured. */
  readonly by: 'model' | 'quotes';
  readonly findings: readonly Finding[];
  readonly citations: readonly Citation[];
  /** Claims that nothing bears out: they cite nothing, or what is not there. */
  readonly unsupported: readonly string[];
  readonly checks: readonly DomainCheck[];
  /** What was chosen, defaults included. */
  readonly selected: Readonly<Record<string, string>>;
  readonly disclaimer: string;
  /** The bare result, of science. */
  readonly final?: string;
  readonly thinking?: string;
  /** Share of the sampled solutions that came to `final`, where several were asked for. */
  readonly agreement?: number;
  readonly receipt?: Receipt;
  readonly notes: readonly string[];
};

export type Domains = {
  /** Throws `not_configured` when there is neither a model nor anything to quote from. */
  ask(request: DomainRequest, call: ToolCall): Promise<DomainReport>;
  close(): Promise<void>;
};
