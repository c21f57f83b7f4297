import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createCli } from '../cli.ts';
import { answerFor } from '../contract/answers.ts';
import { startUpstream } from '../upstream.ts';

const MODEL = 'openai/gpt-5-mini';
const ITEMS = Array.from({ length: 8 }, (_, index) => ({
  id: `q${index}`,
  question: `What is ${index} + 1?`,
  answer: index + 1,
  scoring: 'number',
}));

let cli: ReturnType<typeof createCli>;
let knows: (index: number) => boolean;
beforeEach(async () => {
  knows = () => true;
  const upstream = await startUpstream((request, response) => {
    const index = Number(/What is (\d)/.exec(request.text)?.[1]);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerFor(request.url, `Answer: ${knows(index) ? index + 1 : 99}`)));
  });
  onTestFinished(() => upstream.close());
  cli = createCli({
    OPENAI_API_KEY: 'key',
    OPENAI_BASE_URL: upstream.url,
    MISTRAL_API_KEY: 'key',
    MISTRAL_BASE_URL: upstream.url,
  });
  writeFileSync(join(cli.home, 'sums.jsonl'), ITEMS.map((item) => JSON.stringify(item)).join('\n'));
});
afterEach(() => cli.remove());

const evaluate = (...args: readonly string[]) => cli.run(['eval', 'sums.jsonl', '--models', MODEL, ...args]);

describe('llmkit-mcp eval', () => {
  it('prints a table with accuracy, interval, cost and latency', async () => {
    const { code, stdout } = await evaluate();
    expect(code).toBe(0);
    expect(stdout).toMatch(/openai\/gpt-5-mini\s+8\/8\s+100\.0 %\s+67\.6 % to 100\.0 %\s+0\s+\$0\.000\d\s+\d+\.\d s/);
  });

  it('says whether one model is better than another', async () => {
    knows = (index) => index < 4;
    const { stdout } = await cli.run(['eval', 'sums.jsonl', '--models', `${MODEL},mistral`]);
    expect(stdout).toMatch(/mistral\s+4\/8\s+50\.0 %/);
    expect(stdout).toContain(`No clear difference between ${MODEL} and mistral: 0 questions to 0`);
  });

  it('gives everything as JSON, and keeps the answers in a file', async () => {
    const { stdout } = await evaluate('--json', '--limit', '3', '--out', 'out.jsonl');
    expect(JSON.parse(stdout)).toMatchObject({ items: 3, models: [{ correct: 3 }], faults: [] });
    expect(readFileSync(join(cli.home, 'out.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('exits 1 when a model is worse than its baseline, and 0 when it is as good', async () => {
    expect((await evaluate('--write-baseline', 'base.json')).code).toBe(0);
    expect((await evaluate('--baseline', 'base.json')).code).toBe(0);
    knows = (index) => index < 2;
    const { code, stdout } = await evaluate('--baseline', 'base.json');
    expect(code).toBe(1);
    expect(stdout).toContain('0 gained, 6 lost');
    expect(stdout).toContain('is worse than the baseline');
  });

  it('exits 1 below the accuracy that was asked for', async () => {
    knows = (index) => index % 2 === 0;
    const { code, stdout } = await evaluate('--min-accuracy', '0.9');
    expect({ code, fault: stdout.includes('below --min-accuracy 0.9') }).toEqual({ code: 1, fault: true });
  });

  it('exits 1 when a model answers nothing, and says why', async () => {
    const { code, stdout } = await cli.run(['eval', 'sums.jsonl', '--models', 'anthropic']);
    expect(code).toBe(1);
    expect(stdout).toContain('ANTHROPIC_API_KEY');
  });

  it.each([
    ['no file', ['eval', '--models', MODEL], 'one JSONL file'],
    ['no models', ['eval', 'sums.jsonl'], '--models'],
    ['a file that is not there', ['eval', 'none.jsonl', '--models', MODEL], 'none.jsonl cannot be read'],
    ['a limit that is no number', ['eval', 'sums.jsonl', '--models', MODEL, '--limit', 'all'], '--limit all'],
    [
      'an effort that does not exist',
      ['eval', 'sums.jsonl', '--models', MODEL, '--effort', 'huge'],
      '--effort is one of',
    ],
  ])('exits 2 for %s', async (_, args, message) => {
    const { code, stderr } = await cli.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('does not write a baseline where the command is wrong', async () => {
    await evaluate('--write-baseline', 'base.json', '--seed', 'x');
    expect(existsSync(join(cli.home, 'base.json'))).toBe(false);
  });
});
