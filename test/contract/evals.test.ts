import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { LOCAL_PRINCIPAL } from '../../src/core/tool.ts';
import { type EvalItem, parseItems } from '../../src/evals/item.ts';
import { reportOf } from '../../src/evals/report.ts';
import { openResults } from '../../src/evals/result.ts';
import { type EvalRun, runEval } from '../../src/evals/run.ts';
import { testConfig } from '../config.ts';
import { hasShared, shared } from '../shared.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';
import type { Upstream } from '../upstream.ts';
import { answerFor } from './answers.ts';
import { loopback } from './tool-call.ts';

const [OPENAI, CLAUDE] = ['openai/gpt-5-mini', 'anthropic/claude-sonnet-5'];

const ITEMS = parseItems(
  [
    { id: 'sum', question: 'What is 3 + 4?', answer: '7', scoring: 'number' },
    { id: 'sky', question: 'Is the sky blue?', answer: 'Yes', choices: ['Yes', 'No'] },
    { id: 'law', question: 'Which is it?', answer: 'B', choices: ['a tort', 'a crime'], scoring: 'choice' },
  ]
    .map((item) => JSON.stringify(item))
    .join('\n'),
);

/** Models on loopback: OpenAI's and Anthropic's protocol, each with its own answers. */
async function models(answers: (question: string, isClaude: boolean) => string): Promise<Upstream> {
  return loopback((request, response) => {
    const said = answers(request.text, request.url.endsWith('/messages'));
    const isError = said.startsWith('HTTP ');
    response.writeHead(isError ? Number(said.slice(5)) : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isError ? { error: { message: 'No.' } } : answerFor(request.url, said)));
  });
}

async function evaluate(upstream: Upstream, run: Partial<EvalRun>, signal = new AbortController().signal) {
  const app = createApp({
    config: testConfig({
      home: temporaryFolder(),
      keys: { OPENAI_API_KEY: 'key-1', ANTHROPIC_API_KEY: 'key-2' },
      providers: { openai: { baseUrl: upstream.url }, anthropic: { baseUrl: upstream.url } },
    }),
  });
  onTestFinished(() => app.close());
  const call = { app, callId: 'c', tool: 'eval', principal: LOCAL_PRINCIPAL, signal };
  return runEval({ items: ITEMS, models: [OPENAI ?? ''], concurrency: 2, file: openResults(undefined), ...run }, call);
}

function outFile(text?: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'llmkit-evals-')), 'results.jsonl');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

describe('an evaluation over real protocols', () => {
  it('asks each model each question, and counts right, wrong and failed apart, with costs', async () => {
    const upstream = await models((question, isClaude) => {
      if (isClaude && question.includes('sky')) return 'HTTP 401';
      if (question.includes('3 + 4')) return isClaude ? 'Answer: 8' : '3 + 4 = 7\n\nAnswer: 7';
      return question.includes('sky') ? 'Answer: Yes' : 'Answer: B';
    });
    const { results, unasked } = await evaluate(upstream, { models: [OPENAI ?? '', CLAUDE ?? ''] });
    const { models: reports } = reportOf([OPENAI ?? '', CLAUDE ?? ''], results);
    expect(unasked).toBe(0);
    expect(reports).toMatchObject([
      { model: OPENAI, answered: 3, correct: 3, errors: 0, cost_usd: expect.closeTo(3 * 0.000013, 6) },
      { model: CLAUDE, answered: 2, correct: 1, errors: 1 },
    ]);
    expect(results.find(({ outcome }) => outcome === 'error')?.reason).toContain('auth_rejected');
  });

  it('goes on where it was interrupted, and asks failed questions again', async () => {
    let isDown = true;
    const upstream = await models((question) => (isDown && question.includes('sky') ? 'HTTP 401' : 'Answer: B'));
    const path = outFile();
    await evaluate(upstream, { file: openResults(path) });
    const asked = upstream.requests.length;
    isDown = false;
    const { results } = await evaluate(upstream, { file: openResults(path) });
    expect(upstream.requests.slice(asked).map(({ text }) => text.includes('sky'))).toEqual([true]);
    expect(results).toHaveLength(3);
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  });

  it('asks an item again that was edited, and reads past a line that a killed run had cut', async () => {
    const upstream = await models(() => 'Answer: 7');
    const path = outFile();
    await evaluate(upstream, { file: openResults(path) });
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"item":"su`);
    const edited = ITEMS.map((item): EvalItem => (item.id === 'sum' ? { ...item, answers: ['8'] } : item));
    const asked = upstream.requests.length;
    const { results } = await evaluate(upstream, { items: edited, file: openResults(path) });
    expect(upstream.requests).toHaveLength(asked + 1);
    expect(results.find(({ item }) => item === 'sum')?.outcome).toBe('wrong');
    expect(openResults(path).known).toHaveLength(4);
  });

  it('refuses a file that holds something else', () => {
    const path = outFile('Notes of mine\n');
    expect(() => openResults(path)).toThrow('is no file of results');
    expect(readFileSync(path, 'utf8')).toBe('Notes of mine\n');
  });

  it('asks nothing more once the budget is used up', async () => {
    const upstream = await models(() => 'Answer: 7');
    const { unasked, isOverBudget, results } = await evaluate(upstream, { concurrency: 1, maxCostUsd: 0.000001 });
    expect({
      unasked: unasked + results.length,
      isOverBudget: isOverBudget || results.every(({ outcome }) => outcome === 'error'),
    }).toEqual({
      unasked: 3,
      isOverBudget: true,
    });
    expect(upstream.requests.length).toBeLessThanOrEqual(1);
  });

  it('keeps what was answered when it is stopped, and blames no model for the rest', async () => {
    const stop = new AbortController();
    const upstream = await models(() => {
      stop.abort();
      return 'Answer: 7';
    });
    const { results, unasked } = await evaluate(upstream, { concurrency: 1 }, stop.signal);
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(unasked).toBeGreaterThanOrEqual(2);
  });

  it('has a judge decide by reference and rubric, and fences what it judges', async () => {
    const upstream = await models((question, isClaude) =>
      isClaude
        ? JSON.stringify({ reason: 'It names the ozone.', correct: question.includes('ozone') })
        : 'Because of ozone.',
    );
    const items = parseItems('{"id":"j","question":"Why?","scoring":"judge","rubric":"Names the cause."}');
    const { results } = await evaluate(upstream, { items, judge: CLAUDE });
    expect(results).toMatchObject([{ outcome: 'correct', reason: 'It names the ozone.' }]);
    const asked = upstream.requests.find(({ url }) => url.endsWith('/messages'))?.text;
    expect(asked).toMatch(/<rubric (\w+)>.*Names the cause.*<answer \1>.*Because of ozone/);
  });

  it('calls a judge without a verdict an error, not a wrong answer', async () => {
    const upstream = await models((_, isClaude) => (isClaude ? 'Well…' : 'Because.'));
    const items = parseItems('{"id":"j","question":"Why?","scoring":"judge","answer":"So"}');
    const { results } = await evaluate(upstream, { items, judge: CLAUDE });
    expect(results).toMatchObject([{ outcome: 'error', reason: expect.stringContaining('verdict') }]);
  });
});

describe.runIf(hasShared)('the public sets', () => {
  it.each(['gsm8k', 'legalbench', 'pubmedqa', 'tatqa', 'theoremqa'])(
    '%s is all right for a model that knows it, and mostly wrong for one that does not',
    async (name) => {
      const items = parseItems(readFileSync(shared('evals', `${name}.jsonl`), 'utf8'));
      const upstream = await models((text, isClaude) => {
        const item = items.find(({ question, context = '', task = '' }) =>
          [question, context, task].every((part) => text.includes(JSON.stringify(part).slice(1, -1))),
        );
        return isClaude ? 'I cannot tell.' : `Let me see.\n\n**Answer:** ${item?.answers[0]}`;
      });
      const { results } = await evaluate(upstream, { items, models: [OPENAI ?? '', CLAUDE ?? ''], concurrency: 16 });
      const [knows, guesses] = reportOf([OPENAI ?? '', CLAUDE ?? ''], results).models;
      expect(results.filter(({ model, outcome }) => model === OPENAI && outcome !== 'correct')).toEqual([]);
      expect(knows?.accuracy).toBe(1);
      expect(guesses?.accuracy).toBe(0);
    },
  );
});
