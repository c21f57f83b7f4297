import type { CaseType, Jurisdiction } from '../core/domain.ts';
import type { Choice, Field } from './field.ts';

const SAUL = /saul(?:lm)?[-_\d]|saul-?(?:7b|54b|141b|instruct)/iu;
const LAW_CHAT = /\blaw-chat\b/iu;
const CHATLAW = /chat-?law/iu;

const jurisdictions: Readonly<Record<Jurisdiction, Choice>> = {
  us: {
    models: [SAUL, LAW_CHAT],
    terms: 'U.S.C. C.F.R. statute court circuit state federal',
    instruction:
      'Apply the law of the United States; keep federal and state law apart and name the state. Cite cases by reporter (347 U.S. 483 (1954)), statutes as 42 U.S.C. § 1983, rules as 17 C.F.R. § 240.10b-5.',
  },
  uk: {
    models: [SAUL, LAW_CHAT],
    terms: 'Act section UKSC EWCA EWHC England Wales Scotland',
    instruction:
      'Apply the law of the United Kingdom; say whether of England and Wales, Scotland or Northern Ireland. Cite cases neutrally ([2017] UKSC 67) and statutes by short title, year and section.',
  },
  eu: {
    models: [SAUL, LAW_CHAT],
    terms: 'Regulation Directive Article CELEX ECLI Court of Justice member state',
    instruction:
      'Apply the law of the European Union, and say where national law decides. Cite acts as Regulation (EU) 2016/679 with article or by CELEX number, judgments by ECLI.',
  },
  china: {
    models: [CHATLAW],
    terms: '中华人民共和国 法 第 条 最高人民法院',
    instruction:
      'Apply the law of the People’s Republic of China. Cite statutes as 《中华人民共和国民法典》第五百七十七条 and judicial interpretations by their number (法释〔2020〕15号).',
  },
  india: {
    models: [LAW_CHAT, SAUL],
    terms: 'Act section Supreme Court High Court AIR SCC India',
    instruction:
      'Apply the law of India; name the State where its law decides. Cite cases as AIR 1973 SC 1461, (1973) 4 SCC 225 or 2023 INSC 1, statutes by title, year and section.',
  },
};

const caseTypes: Readonly<Record<CaseType, Choice>> = {
  contract_analysis: {
    terms: 'clause term termination liability indemnity warranty governing law notice',
    instruction:
      'Go through the clauses that the question touches, whom each favours, what is missing or contradictory, and which defined terms are undefined.',
    findings: {
      clause: {
        statement: 'what the clause says',
        effect: 'its legal effect',
        risk: 'for whom, how grave',
        recommendation: 'a change, or none',
      },
    },
  },
  case_research: {
    terms: 'court held holding judgment precedent ratio dissent appeal',
    instruction:
      'Find what was decided, by which court and when, on which reasoning; tell binding from persuasive and from overruled.',
    findings: {
      authority: {
        statement: 'what it holds',
        citation: 'in the usual form',
        court: 'and year',
        relevance: 'to this question',
      },
    },
  },
  legal_opinion: {
    terms: 'rule test element exception defence remedy',
    instruction: 'Take each issue through rule, application and conclusion; give the other side’s best argument.',
    findings: {
      issue: {
        statement: 'the conclusion on the issue',
        issue: 'as a question',
        rule: 'with its authority',
        application: 'to these facts',
        counterargument: 'the best one',
      },
    },
  },
  regulatory_compliance: {
    terms: 'shall must requirement obligation deadline penalty exemption authority filing',
    instruction:
      'List each requirement that applies, whether it is met, what is missing, by when, and what follows from a breach.',
    findings: {
      requirement: {
        statement: 'what is required',
        status: 'met, not met, unclear or not applicable',
        gap: 'what is missing',
        action: 'what to do, by when',
      },
    },
  },
  document_drafting: {
    isDraft: true,
    terms: 'definitions parties recitals clause schedule form template',
    instruction:
      'Put the complete draft in `answer`, with [square brackets] for what is unknown; explain each section that departs from the usual.',
    findings: {
      section: {
        statement: 'why it is drafted so',
        heading: 'of the section',
        alternative: 'wording for the other side, or none',
      },
    },
  },
};

export const legal: Field = {
  role: 'You prepare the work of a lawyer. You never make up an authority: what you do not find in the passages you mark as from memory.',
  axes: [
    { name: 'jurisdiction', fallback: 'us', choices: jurisdictions, filterKey: 'jurisdiction' },
    { name: 'case_type', fallback: 'legal_opinion', choices: caseTypes },
  ],
  models: [],
  embedder: 'voyage/voyage-law-2',
  findings: { missing_fact: { statement: 'what has to be known before this can be answered for certain' } },
  open: ['missing_fact', 'section'],
  calculates: false,
  details: 'subdivision, as_of (a date: the law as it stood then), parties, side',
  checks: ['authorities'],
  disclaimer:
    'This is information and no legal advice. Authorities that are not marked as verified must be looked up before anybody relies on them.',
};
