import { describe, expect, it } from 'vitest';
import { EFFORTS } from '../../../src/core/chat.ts';
import {
  mixedReasoning,
  qwenReasoning,
  snowflakeReasoning,
  templateReasoning,
} from '../../../src/wire/openai-chat/hosted-reasoning.ts';

describe('reasoning of Model Studio', () => {
  it('is a switch and a budget', () => {
    expect(qwenReasoning({ effort: 'medium' }, 'qwen3.7-plus').fields).toEqual({
      enable_thinking: true,
      thinking_budget: 8192,
    });
    expect(qwenReasoning({ budgetTokens: 300 }, 'qwen3.7-plus').fields).toMatchObject({ thinking_budget: 300 });
    expect(qwenReasoning({ effort: 'none' }, 'qwen3-max').fields).toEqual({ enable_thinking: false });
    expect(qwenReasoning({ show: true }, 'qwen3-max').fields).toEqual({ enable_thinking: true });
    expect(qwenReasoning({}, 'qwen3-max').fields).toEqual({});
  });

  it("is an effort for DeepSeek's models there", () => {
    expect(qwenReasoning({ effort: 'low' }, 'deepseek-v4-pro')).toEqual({
      fields: { enable_thinking: true, reasoning_effort: 'high' },
      notes: [expect.stringContaining('became high')],
    });
    expect(qwenReasoning({ effort: 'none' }, 'deepseek-v4-pro').fields).toEqual({ enable_thinking: false });
  });
});

describe('reasoning where many vendors share one door', () => {
  it.each([
    ['databricks-claude-opus-4-7', { thinking: { type: 'enabled', budget_tokens: 2048 } }],
    ['databricks-gemini-2-5-pro', { thinking: { type: 'enabled', budget_tokens: 2048 } }],
    ['databricks-gemini-3-pro', { reasoning_effort: 'low' }],
    ['databricks-gpt-5-4', { reasoning_effort: 'low' }],
    ['databricks-gpt-oss-120b', { reasoning_effort: 'low' }],
    ['o3-mini', { reasoning_effort: 'low' }],
    ['databricks-llama-4-maverick', {}],
    ['gpt-4o', {}],
  ])('of %s', (model, fields) => {
    expect(mixedReasoning({ effort: 'low' }, model).fields).toEqual(fields);
  });

  it('tells what it raised and what it dropped', () => {
    expect(mixedReasoning({ budgetTokens: 10 }, 'databricks-claude-x').notes).toEqual([
      'budget_tokens 10 became 1024, the least this model takes',
    ]);
    expect(mixedReasoning({ effort: 'low' }, 'gpt-4o').notes).toEqual(['reasoning was dropped: this model has none']);
    expect(mixedReasoning({ effort: 'none' }, 'gpt-4o').notes).toEqual([]);
    expect(mixedReasoning({ effort: 'none' }, 'databricks-claude-x').fields).toEqual({
      thinking: { type: 'disabled' },
    });
  });
});

describe('reasoning of Snowflake', () => {
  it('is a nested effort or budget for Claude, a plain effort for OpenAI, nothing for others', () => {
    expect(snowflakeReasoning({ effort: 'max' }, 'claude-opus-4-8')).toEqual({
      fields: { reasoning: { effort: 'high' } },
      notes: [expect.stringContaining('became high')],
    });
    expect(snowflakeReasoning({ budgetTokens: 4000 }, 'claude-opus-4-8').fields).toEqual({
      reasoning: { max_tokens: 4000 },
    });
    expect(snowflakeReasoning({ effort: 'none' }, 'claude-opus-4-8').fields).toEqual({});
    expect(snowflakeReasoning({ effort: 'low' }, 'openai-gpt-5.5').fields).toEqual({ reasoning_effort: 'low' });
    expect(snowflakeReasoning({ effort: 'low' }, 'llama4-maverick').notes).toHaveLength(1);
  });
});

describe('reasoning of a vLLM worker', () => {
  it('is a switch of the chat template', () => {
    const on = EFFORTS.map((effort) => templateReasoning({ effort }, 'Qwen/Qwen3-8B').fields);
    const said = (isOn: boolean) => ({ chat_template_kwargs: { enable_thinking: isOn } });
    expect(on).toEqual([said(false), ...EFFORTS.slice(1).map(() => said(true))]);
    expect(templateReasoning({ effort: 'low' }, 'openai/gpt-oss-20b').fields).toEqual({ reasoning_effort: 'low' });
    expect(templateReasoning({}, 'Qwen/Qwen3-8B').fields).toEqual({});
  });
});
