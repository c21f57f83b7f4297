import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, shared } from '../shared.ts';
import { dataUrl, model, wholeAnswer } from '../support/domain.ts';
import { serverFor } from './tool-call.ts';

const ASKED = 12;
type Item = {
  readonly question: string;
  readonly context?: string;
  readonly answer: string;
  readonly jurisdiction?: string;
};

const itemsOf = (name: string): readonly Item[] =>
  readFileSync(shared('evals', `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, ASKED)
    .map((line) => JSON.parse(line));

/** Words of a text that a model may copy: from its middle, where nothing is special. */
const wordsOf = (text: string): string =>
  text
    .slice(text.length / 2)
    .split(/\s+/u)
    .slice(1, 7)
    .join(' ')
    .trim();

describe.runIf(hasShared)('questions of the kind that fields are measured by', () => {
  it.each([
    ['pubmedqa', 'medical_query', { field: 'medical' }],
    ['legalbench', 'legal_query', { field: 'legal' }],
    ['tatqa', 'finance_query', { field: 'finance' }],
  ] as const)('%s: every quote is found where it stands, every other one is not', async (name, tool, topic) => {
    let source = '';
    const [kind = ''] = topic.field === 'medical' ? ['evidence'] : topic.field === 'legal' ? ['issue'] : ['figure'];
    const upstream = await model(() =>
      wholeAnswer(topic, {
        answer: `“${wordsOf(source)}” [1].`,
        findings: {
          [kind]: [
            { statement: wordsOf(source), cites: [{ passage: 1, quote: wordsOf(source) }] },
            { statement: 'Penguins knit.', cites: [{ passage: 1, quote: 'penguins knit in winter' }] },
          ],
        },
      }),
    );
    const call = await serverFor(upstream, { reach: ['mistral'] });
    for (const item of itemsOf(name)) {
      source = item.context || item.question;
      const { result, text, isError } = await call(tool, {
        question: item.question.slice(0, 5000),
        documents: [dataUrl(source)],
      });
      expect(isError, text).toBe(false);
      const found = result.citations.filter((each: { verified: boolean }) => each.verified);
      expect(found.length).toBeGreaterThan(0);
      for (const { start, end, quote } of found) expect(source.slice(start, end)).toBe(quote);
      expect(result.unsupported).toContain('Penguins knit.');
    }
  });

  it.each(['theoremqa', 'gsm8k'])('%s: the bare result comes back', async (name) => {
    let answer = '';
    const upstream = await model(() =>
      wholeAnswer({ field: 'science' }, { answer: `It is ${answer}.`, final: answer }),
    );
    const call = await serverFor(upstream, { reach: ['mistral'] });
    for (const item of itemsOf(name)) {
      answer = item.answer;
      const { result, text, isError } = await call('science_query', { problem: item.question });
      expect(isError, text).toBe(false);
      expect(result.final).toBe(answer);
    }
  });
});
