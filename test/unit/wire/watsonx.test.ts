import { describe, expect, it } from 'vitest';
import type { ChatEvent, ChatRequest } from '../../../src/core/chat.ts';
import { decodeResponse } from '../../../src/wire/openai-chat/decode.ts';
import { decodeStream } from '../../../src/wire/openai-chat/stream.ts';
import { plainArguments } from '../../../src/wire/watsonx/arguments.ts';
import { decodeEmbeddings } from '../../../src/wire/watsonx/embeddings.ts';
import { encodeRequest, placeOf } from '../../../src/wire/watsonx/encode.ts';
import { decodeError } from '../../../src/wire/watsonx/watsonx.ts';
import { collect, sse, user } from './harness.ts';

// Made after the shapes documented at https://cloud.ibm.com/apidocs/watsonx-ai; no recording was at hand.
const WHOLE = {
  id: 'cmpl-15475d0dea9b4429a55843c77997f8a9',
  model_id: 'ibm/granite-4-h-small',
  model: 'ibm/granite-4-h-small',
  created: 1_689_958_352,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'The 2020 World Series was played at Globe Life Field.' },
      finish_reason: 'stop',
    },
  ],
  usage: { completion_tokens: 10, prompt_tokens: 50, total_tokens: 60 },
  system: { warnings: [{ message: 'This model is a Non-IBM Product.', id: 'disclaimer_warning' }] },
};
const chunk = (delta: unknown, finish: string | null = null) => ({
  model_id: 'ibm/granite-4-h-small',
  model: 'ibm/granite-4-h-small',
  choices: [{ index: 0, finish_reason: finish, delta }],
});
const USAGE = { choices: [], usage: { completion_tokens: 4, prompt_tokens: 9, total_tokens: 13 } };
const context = { provider: 'watsonx', dialect: {} };

const settings = (values: Readonly<Record<string, string>>) => ({
  provider: 'watsonx',
  setting: (name: string) => values[name],
});
const ask = (request: Partial<ChatRequest>, values: Readonly<Record<string, string>> = { projectId: 'p1' }) => {
  const whole: ChatRequest = { model: 'ibm/granite-4-h-small', messages: [user('hello')], ...request };
  return encodeRequest(whole, 'watsonx', placeOf(whole.model, settings(values)));
};
const TOOL = { name: 'add', parameters: { type: 'object', properties: {} } };

describe('a request to watsonx', () => {
  it('names model and project its own way', () => {
    expect(ask({ maxTokens: 20, temperature: 0.5 }).body).toEqual({
      model_id: 'ibm/granite-4-h-small',
      project_id: 'p1',
      messages: [{ role: 'user', content: 'hello' }],
      max_completion_tokens: 20,
      temperature: 0.5,
    });
  });

  it('names a space where there is no project, and neither for a deployment', () => {
    expect(ask({}, { spaceId: 's1' }).body).toMatchObject({ space_id: 's1' });
    const deployed = ask({ model: 'deployment/d 1' }, {});
    expect(Object.keys(deployed.body)).toEqual(['messages']);
    expect(placeOf('deployment/d 1', settings({})).base).toBe('/ml/v1/deployments/d%201');
  });

  it('says a choice of tools as an option, and one tool by name', () => {
    for (const toolChoice of ['auto', 'none', 'required'] as const) {
      const { body } = ask({ tools: [TOOL], toolChoice });
      expect(body).toMatchObject({ tool_choice_option: toolChoice });
      expect(body).not.toHaveProperty('tool_choice');
    }
    const { body } = ask({ tools: [TOOL], toolChoice: { name: 'add' } });
    expect(body).toMatchObject({ tool_choice: { type: 'function', function: { name: 'add' } } });
    expect(body).not.toHaveProperty('tool_choice_option');
  });

  it('switches the thinking of Granite, sets the effort of gpt-oss, drops it for the rest', () => {
    expect(ask({ reasoning: { effort: 'high' } })).toMatchObject({
      body: { chat_template_kwargs: { thinking: true } },
      notes: [expect.stringContaining('became on')],
    });
    expect(ask({ reasoning: { effort: 'none' } }).body).toMatchObject({ chat_template_kwargs: { thinking: false } });
    expect(ask({ model: 'openai/gpt-oss-120b', reasoning: { effort: 'max' } }).body).toMatchObject({
      reasoning_effort: 'high',
      include_reasoning: true,
    });
    const llama = ask({ model: 'meta-llama/llama-3-3-70b-instruct', reasoning: { effort: 'low' } });
    expect(llama.notes).toEqual(['reasoning was dropped: this model has none']);
  });
});

describe('an answer of watsonx', () => {
  it('is read whole', async () => {
    const result = await collect(plainArguments(decodeResponse(WHOLE, context)), 'watsonx');
    expect(result).toMatchObject({
      text: 'The 2020 World Series was played at Globe Life Field.',
      finishReason: 'stop',
      usage: { input: 50, output: 10 },
      model: 'ibm/granite-4-h-small',
    });
  });

  it('is whole once a finish reason came, although no [DONE] does', async () => {
    const events = sse(
      chunk({ role: 'assistant', content: 'Glo' }),
      chunk({ content: 'be' }),
      chunk({}, 'stop'),
      USAGE,
    );
    const result = await collect(decodeStream(events, context), 'watsonx');
    expect(result).toMatchObject({ text: 'Globe', usage: { input: 9, output: 4 } });
  });

  it('that ends before is cut', async () => {
    const events = sse(chunk({ role: 'assistant', content: 'Glo' }));
    await expect(collect(decodeStream(events, context), 'watsonx')).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('that carries the list of errors is that error', async () => {
    const failed = {
      errors: [{ code: 'model_not_supported', message: 'no such model' }],
      trace: 't',
      status_code: 404,
    };
    const events = (async function* () {
      yield { event: 'error', data: JSON.stringify(failed) };
    })();
    await expect(collect(decodeStream(events, context), 'watsonx')).rejects.toThrow('no such model');
    expect(decodeError({ body: failed })).toMatchObject({ code: 'model_not_supported', message: 'no such model' });
    const spent = { errors: [{ code: 'token_quota_reached', message: 'spent' }] };
    expect(decodeError({ body: spent })).toMatchObject({ code: 'insufficient_quota' });
  });
});

describe('arguments of a tool call', () => {
  const read = async (...pieces: readonly string[]) => {
    const events: ChatEvent[] = pieces.map((piece, position) => ({
      type: 'tool-call-delta',
      index: 0,
      ...(position === 0 ? { id: 'call_1', name: 'add' } : {}),
      arguments: piece,
    }));
    const done: ChatEvent = { type: 'done', finishReason: 'tool_calls', raw: [] };
    const { toolCalls } = await collect(plainArguments([...events, done]));
    return toolCalls;
  };

  it('that were encoded twice are decoded once more, wherever they are cut', async () => {
    const twice = JSON.stringify('{"a": "x\\"y"}');
    const expected = [{ id: 'call_1', name: 'add', arguments: '{"a": "x\\"y"}' }];
    expect(await read(twice)).toEqual(expected);
    expect(await read(...twice)).toEqual(expected);
    expect(await read('', ' ', ...twice)).toEqual(expected);
  });

  it('that were not are passed on as they come', async () => {
    expect(await read('{"a"', ': 1}')).toEqual([{ id: 'call_1', name: 'add', arguments: '{"a": 1}' }]);
  });
});

it('reads vectors in order and refuses a wrong number of them', () => {
  const body = { model_id: 'm', results: [{ embedding: [0.5, 1] }, { embedding: [2, 3] }], input_token_count: 10 };
  const { vectors, usage } = decodeEmbeddings(body, 2, 'watsonx');
  expect(vectors.map((vector) => [...vector])).toEqual([
    [0.5, 1],
    [2, 3],
  ]);
  expect(usage).toEqual({ input: 10 });
  expect(() => decodeEmbeddings(body, 3, 'watsonx')).toThrow();
});
