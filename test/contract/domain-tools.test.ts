import { describe, expect, it } from 'vitest';
import { verifies } from '../requirements.ts';
import { dataUrl, model, wholeAnswer } from '../support/domain.ts';
import { serverFor } from './tool-call.ts';

const CONTRACT =
  'The Supplier shall deliver within 30 days of the order.\n\nEither party may end this agreement by 60 days’ written notice. Liability is limited to 5,000 euros.';
const US_OPINION = { field: 'legal', jurisdiction: 'us', caseType: 'legal_opinion' } as const;

describe(verifies('domains.unsupported'), () => {
  it('lists a fabricated quote, its claim and an authority from memory, and verifies what is there', async () => {
    const upstream = await model(
      wholeAnswer(US_OPINION, {
        answer:
          'Either party may end the agreement by 60 days’ written notice [1: “60 days’ written notice”]. Fraud is excluded [1: “except for fraud”].',
        findings: {
          issue: [
            {
              statement: 'Liability is limited to 5,000 euros.',
              rule: 'See Roe v. Wade, 410 U.S. 113 (1973).',
              cites: [{ passage: 1, quote: 'Liability is limited to  5,000 euros' }],
            },
            { statement: 'The limit does not cover fraud.', cites: [{ passage: 1, quote: 'save in case of fraud' }] },
          ],
        },
      }),
    );
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result, text, isError } = await call('legal_query', {
      question: 'How can it be ended?',
      documents: [dataUrl(CONTRACT)],
    });
    expect(isError, text).toBe(false);
    expect(result.unsupported).toEqual([
      'Fraud is excluded.',
      'The limit does not cover fraud.',
      '410 U.S. 113 (1973) (in none of the passages)',
    ]);
    const verified = result.citations.filter((each: { verified: boolean }) => each.verified);
    expect(verified.map((each: { quote: string }) => each.quote)).toEqual([
      '60 days’ written notice',
      'Liability is limited to 5,000 euros',
    ]);
    for (const { start, end, quote } of verified) expect(CONTRACT.slice(start, end)).toBe(quote);
    expect(result).toMatchObject({
      answered_by: 'model',
      selected: { field: 'legal', jurisdiction: 'us', case_type: 'legal_opinion' },
      disclaimer: expect.stringContaining('no legal advice'),
      provider: 'mistral',
    });
  });
});
