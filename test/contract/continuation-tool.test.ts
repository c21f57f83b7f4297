import { describe, expect, it } from 'vitest';
import {
  claudeAnswer,
  completionsAnswer,
  geminiAnswer,
  responsesAnswer,
  responsesCall,
  responsesMessage,
} from './answers.ts';
import { json, loopback, serverFor, sse } from './tool-call.ts';

// Base64 with every character that an encoder could be tempted to change.
const SIGNATURE = `${Buffer.from(Array.from({ length: 96 }, (_, index) => (index * 37) % 256)).toString('base64')}/+==`;
const tools = [{ name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }];
const weather = { name: 'weather', arguments: '{"city":"Bern"}' };

const responsesReasoning = {
  id: 'rs_1',
  type: 'reasoning',
  summary: [{ type: 'summary_text', text: 'Look it up.' }],
  encrypted_content: SIGNATURE,
};
const responsesOutput = [responsesReasoning, responsesCall('call_a', weather)];
const openrouterMessage = {
  reasoning_details: [{ type: 'reasoning.encrypted', data: SIGNATURE, id: 'r1', format: 'x', index: 0 }],
  tool_calls: [{ id: 'call_a', type: 'function', function: weather }],
};
const claudeBlocks = [
  { type: 'thinking', thinking: 'Look it up.', signature: SIGNATURE },
  { type: 'redacted_thinking', data: SIGNATURE },
  { type: 'tool_use', id: 'toolu_a', name: 'weather', input: { city: 'Bern' } },
];
const geminiParts = [
  { text: 'Look it up.', thought: true },
  { functionCall: { name: 'weather', args: { city: 'Bern' } }, thoughtSignature: SIGNATURE },
];

const ROUTES = [
  {
    provider: 'openai',
    model: 'openai/gpt-5.6-terra',
    whole: responsesAnswer(responsesOutput),
    events: [
      { type: 'response.created', response: responsesAnswer([], { status: 'in_progress', usage: null }) },
      {
        type: 'response.output_item.added',
        output_index: 0,
        // What is not finished is encrypted too, and is not what counts.
        item: { ...responsesReasoning, summary: [], encrypted_content: 'unfinished' },
      },
      {
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        delta: 'Look it up.',
      },
      { type: 'response.output_item.done', output_index: 0, item: responsesReasoning },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { ...responsesCall('call_a', { ...weather, arguments: '' }), status: 'in_progress' },
      },
      {
        type: 'response.function_call_arguments.delta',
        item_id: 'fc_of_call_a',
        output_index: 1,
        delta: weather.arguments,
      },
      { type: 'response.output_item.done', output_index: 1, item: responsesOutput[1] },
      { type: 'response.completed', response: responsesAnswer(responsesOutput) },
    ],
    last: responsesAnswer([responsesMessage('21 degrees.')]),
    signatures: 1,
  },
  {
    provider: 'openrouter',
    model: 'openrouter/openai/gpt-5.6-terra',
    whole: completionsAnswer(null, openrouterMessage, 'tool_calls'),
    events: [
      { choices: [{ index: 0, delta: { role: 'assistant', reasoning_details: openrouterMessage.reasoning_details } }] },
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...openrouterMessage.tool_calls[0] }] } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      '[DONE]',
    ],
    last: completionsAnswer('21 degrees.'),
    signatures: 1,
  },
  {
    provider: 'anthropic',
    model: 'anthropic/claude-sonnet-5',
    whole: claudeAnswer(claudeBlocks, 'tool_use'),
    events: [
      { type: 'message_start', message: claudeAnswer([]) },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Look it up.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: SIGNATURE } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: claudeBlocks[1] },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { ...claudeBlocks[2], input: {} } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"city":"Bern"}' } },
      { type: 'content_block_stop', index: 2 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ],
    last: claudeAnswer([{ type: 'text', text: '21 degrees.' }]),
    signatures: 2,
  },
  {
    provider: 'google',
    model: 'google/gemini-3.8-flash',
    whole: geminiAnswer(geminiParts),
    events: [
      { candidates: [{ index: 0, content: { role: 'model', parts: [geminiParts[0]] } }] },
      geminiAnswer([geminiParts[1]]),
    ],
    last: geminiAnswer([{ text: '21 degrees.' }]),
    signatures: 1,
  },
] as const;

const CASES = ROUTES.flatMap((route) => [
  { ...route, way: 'whole' as const, first: json(route.whole) },
  { ...route, way: 'streamed' as const, first: sse(...route.events) },
]);

describe.each(CASES)('a $way answer of $model', ({ provider, model, way, first, last, signatures }) => {
  const ask = { prompt: 'Weather in Bern?', tools, model };
  const settings = { reach: [provider], stream: way === 'streamed' ? ('always' as const) : ('never' as const) };

  it('is continued with its signatures unchanged, byte for byte', async () => {
    const upstream = await loopback(first);
    const call = await serverFor(upstream, settings);
    const { result: asked } = await call('chat', ask);
    expect(asked.tool_calls).toMatchObject([weather]);

    upstream.serve(json(last));
    const results = [{ role: 'tool', tool_call_id: asked.tool_calls[0].id, content: '21' }];
    const { result, text } = await call('chat', { messages: results, tools, continuation: asked.continuation });
    expect(result.text, text).toBe('21 degrees.');
    const sent = upstream.requests[1]?.text ?? '';
    expect(sent.split(JSON.stringify(SIGNATURE))).toHaveLength(signatures + 1);
    expect(sent).toContain('Weather in Bern?');
    expect(sent).toContain('21');
  });

  it('keeps them when the caller sends the whole history again', async () => {
    const upstream = await loopback(first);
    const call = await serverFor(upstream, settings);
    const { result: asked } = await call('chat', ask);
    upstream.serve(json(last));
    const messages = [
      { role: 'user', content: 'Weather in Bern?' },
      { role: 'assistant', content: asked.text, tool_calls: asked.tool_calls },
      { role: 'tool', tool_call_id: asked.tool_calls[0].id, content: '21' },
    ];
    await call('chat', { messages, tools, continuation: asked.continuation });
    const sent = upstream.requests[1]?.text ?? '';
    expect(sent.split(JSON.stringify(SIGNATURE))).toHaveLength(signatures + 1);
    expect(sent.split('Weather in Bern?')).toHaveLength(2);
  });
});

describe('a continuation', () => {
  async function begun() {
    const upstream = await loopback(json(responsesAnswer([responsesMessage('Hello.')])));
    const call = await serverFor(upstream);
    const { result } = await call('chat', { prompt: 'Hi', model: 'openai' });
    const go = async (more: Record<string, unknown>, principal?: { tenant: string; subject: string }) =>
      (await call('chat', { prompt: 'Again', ...more }, principal === undefined ? {} : { principal })).result;
    return { go, upstream, continuation: String(result.continuation) };
  }

  it('goes on with the model that it began with', async () => {
    const { go, continuation } = await begun();
    expect(await go({ continuation })).toMatchObject({ provider: 'openai', model: 'gpt-5.6-terra', text: 'Hello.' });
  });

  it('of another provider is refused before anything is sent', async () => {
    const { go, upstream, continuation } = await begun();
    expect((await go({ continuation, model: 'anthropic' })).error).toMatchObject({ code: 'conflict' });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['changed', (text: string) => `${text.slice(0, 9)}${text[9] === 'A' ? 'B' : 'A'}${text.slice(10)}`],
    ['cut', (text: string) => text.slice(0, -4)],
    ['made up', () => 'e30.AAAA'],
    ['extended', (text: string) => `${text}.AAAA`],
  ])('that was %s is refused', async (_how, change) => {
    const { go, upstream, continuation } = await begun();
    expect((await go({ continuation: change(continuation) })).error).toMatchObject({ code: 'invalid_input' });
    expect(upstream.requests).toHaveLength(1);
  });

  it('of one tenant does not exist for another', async () => {
    const { go, continuation } = await begun();
    const other = await go({ continuation }, { tenant: 'other', subject: 'eve' });
    expect(other.error).toMatchObject({ code: 'invalid_input' });
  });
});
