import type { FinanceDomain } from '../core/domain.ts';
import type { Choice, Field } from './field.ts';

const domains: Readonly<Record<FinanceDomain, Choice>> = {
  investment_research: {
    terms: 'revenue margin cash flow earnings guidance valuation segment',
    instruction: 'Give the thesis, what drives it and what would break it, each with numbers and dates.',
    findings: {
      thesis: { statement: 'in one sentence', horizon: 'until when' },
      driver: { statement: 'with its number and date', direction: 'up or down' },
      risk: { statement: 'what would break the thesis', sign: 'what would show it first' },
    },
  },
  market_analysis: {
    terms: 'market size share growth competitor demand supply price trend',
    instruction: 'Size the market, name who has which share and what moves prices; say of which year each number is.',
    findings: {
      trend: { statement: 'with its number and period', driver: 'what causes it' },
      competitor: { statement: 'position and share', advantage: 'or none' },
    },
  },
  trading_strategy: {
    models: [/fingpt-forecaster/iu],
    terms: 'price volume volatility entry exit stop position liquidity signal',
    instruction:
      'State the rule so that a program could follow it: signal, entry, exit, stop, size, costs; and when it stops working.',
    findings: {
      rule: {
        statement: 'condition and action',
        entry: 'level',
        exit: 'level',
        stop: 'level',
        size: 'of the position',
      },
      risk: { statement: 'how it loses', worst: 'case as a number' },
    },
  },
  risk_assessment: {
    terms: 'risk exposure default leverage covenant liquidity maturity hedge concentration',
    instruction: 'Rank exposures by likelihood and impact, each as a number where one is known, with what reduces it.',
    findings: {
      exposure: {
        statement: 'to what, how much',
        likelihood: 'low, medium or high, and why',
        impact: 'as a number',
        mitigation: 'or none',
      },
    },
  },
  portfolio_optimization: {
    terms: 'allocation weight return correlation diversification rebalance benchmark',
    instruction:
      'Give weights in percent that sum to 100, the return and risk that they rest on, and the constraint that binds.',
    findings: {
      holding: { statement: 'why it is held', asset: 'name', weight: 'as 25 %' },
      assumption: { statement: 'return, volatility or correlation with its period' },
    },
  },
};

export const finance: Field = {
  role: 'You analyse figures for a professional reader. Every number has a unit, a currency, a scale and a period; you never round within a calculation.',
  axes: [{ name: 'domain', fallback: 'investment_research', choices: domains }],
  models: [/palmyra-fin/iu, /fingpt-mt/iu, /\bfinance-chat\b/iu],
  embedder: 'voyage/voyage-finance-2',
  findings: {
    figure: {
      statement: 'what the number is of',
      value: 'the number as the passage has it, e.g. 1,407',
      currency: 'ISO code or empty',
      scale: 'thousands, millions, billions, percent or empty',
      period: 'e.g. 2019 or Q3 2024',
    },
  },
  open: ['rule', 'holding', 'assumption'],
  calculates: true,
  details: 'entity, period, currency, units, GAAP or IFRS, as_of',
  checks: ['figures', 'weights'],
  disclaimer:
    'This is information and no investment advice. Figures that are not marked as verified must be looked up before anybody relies on them.',
};
