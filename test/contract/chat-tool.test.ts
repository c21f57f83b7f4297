import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';
import { answerFor, claudeAnswer, completionsAnswer, geminiAnswer, responsesAnswer, responsesCall } from './answers.ts';
import { DOORS } from './doors.ts';
import { json, loopback, serverFor, sse } from './tool-call.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
const PDF = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';

/** Any of the families, answering the text in its own shape. */
const friendly = (text = 'Fine.') =>
  loopback((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerFor(request.url, text)));
  });

describe.each(DOORS)('chat with $model', (door) => {
  const { provider, model } = door;
  const reach = [provider];

  it('sends the system text and every turn in its place', async () => {
    const upstream = await friendly();
    const call = await serverFor(upstream, { reach });
    const messages = [
      { role: 'user', content: 'My name is Ada.' },
      { role: 'assistant', content: 'Hello Ada.' },
      { role: 'user', content: 'What is my name?' },
    ];
    const { result } = await call('chat', { messages, system: 'Be brief.', model });
    expect(result).toMatchObject({ text: 'Fine.', finish_reason: 'stop', usage: { input: 10, output: 5 } });
    expect(upstream.requests.map(({ url }) => url)).toEqual([expect.stringMatching(door.path)]);
    const sent = upstream.requests[0]?.text ?? '';
    const places = ['Be brief.', 'My name is Ada.', 'Hello Ada.', 'What is my name?'].map((text) => sent.indexOf(text));
    expect(places).not.toContain(-1);
    if (!door.systemIsTurn) return expect(new Set(places).size).toBe(4);
    expect(places.toSorted((left, right) => left - right)).toEqual(places);
  });

  it('takes images and files from a path and from a data URL', async () => {
    const upstream = await friendly();
    const home = temporaryFolder();
    writeFileSync(join(home, 'pixel.png'), Buffer.from(PIXEL, 'base64'));
    writeFileSync(join(home, 'notes.txt'), 'The harbour opens at six.');
    writeFileSync(join(home, 'plan.pdf'), PDF);
    const call = await serverFor(upstream, { home, reach });
    const { isError, text } = await call('chat', {
      prompt: 'What is this?',
      images: [join(home, 'pixel.png'), `data:image/png;base64,${PIXEL}`],
      files: [join(home, 'notes.txt'), join(home, 'plan.pdf')],
      model,
    });
    expect(isError, text).toBe(false);
    const sent = upstream.requests[0]?.text ?? '';
    expect(sent.split(PIXEL)).toHaveLength(3);
    expect(sent).toContain('The harbour opens at six.');
    expect(sent).toContain(Buffer.from(PDF).toString('base64'));
    const image = door.image({ mimeType: 'image/png', base64: PIXEL, name: 'pixel.png' });
    const pdf = door.pdf({
      mimeType: 'application/pdf',
      base64: Buffer.from(PDF).toString('base64'),
      name: 'plan.pdf',
    });
    expect(sent.split(JSON.stringify(image))).toHaveLength(3);
    expect(sent.split(JSON.stringify(pdf))).toHaveLength(2);
  });

  it('carries a round of parallel tool calls in plain messages', async () => {
    const upstream = await friendly('Warm in both.');
    const call = await serverFor(upstream, { reach });
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const { result, isError, text } = await call('chat', {
      messages: [
        { role: 'user', content: 'Weather in Bern and Rome?' },
        {
          role: 'assistant',
          tool_calls: [
            { id: 'call_a', name: 'weather', arguments: '{"city":"Bern"}' },
            { id: 'call_b', name: 'weather', arguments: { city: 'Rome' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_b', content: '28' },
        { role: 'tool', tool_call_id: 'call_a', content: '21' },
      ],
      tools: [{ name: 'weather', description: 'Temperature of a city', parameters }],
      tool_choice: 'auto',
      model,
    });
    expect(isError, text).toBe(false);
    expect(result.text).toBe('Warm in both.');
    const sent = upstream.requests[0]?.text ?? '';
    for (const word of ['Bern', 'Rome', '21', '28', 'Temperature of a city']) expect(sent).toContain(word);
  });

  it.each(['auto', 'none', 'required', 'weather'] as const)('understands tool_choice %s', async (tool_choice) => {
    const upstream = await friendly();
    const call = await serverFor(upstream, { reach });
    await call('chat', { prompt: 'Weather?', tools: [{ name: 'weather' }], tool_choice, model });
    const fields: Readonly<Record<string, unknown>> = Object(upstream.requests[0]?.body);
    const expected = door.toolChoice[tool_choice];
    const [place = ''] = Object.keys(expected);
    expect({ [place]: fields[place] }).toEqual(expected);
  });

  it('asks natively for a structured answer and returns the object', async () => {
    const upstream = await friendly('{"city":"Bern"}');
    const call = await serverFor(upstream, { reach });
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const { result } = await call('chat', { prompt: 'Capital?', schema, model });
    expect(result.object).toEqual({ city: 'Bern' });
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]?.text).toMatch(/"(json_schema|responseJsonSchema)"/);
    const fields: Readonly<Record<string, unknown>> = Object(upstream.requests[0]?.body);
    const expected = door.schema(schema);
    const [place = ''] = Object.keys(expected);
    expect({ [place]: fields[place] }).toEqual(expected);
  });

  it('has an answer that does not fit mended once, and pays for both', async () => {
    const texts = ['{"city":7}', '{"city":"Bern"}'];
    const upstream = await loopback((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerFor(request.url, texts[upstream.requests.length - 1] ?? '')));
    });
    const call = await serverFor(upstream, { reach });
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const { result } = await call('chat', { prompt: 'Capital?', schema, model });
    expect(result).toMatchObject({ object: { city: 'Bern' }, usage: { input: 20, output: 10 } });
    expect(result.attempts).toHaveLength(2);
    expect(upstream.requests[1]?.text).toContain('must be string');
  });

  it('is an error when the answer does not fit even then', async () => {
    const upstream = await friendly('no json');
    const call = await serverFor(upstream, { reach });
    const { result } = await call('chat', { prompt: 'Capital?', schema: { type: 'object' }, model });
    expect(result.error).toMatchObject({ code: 'bad_response', provider });
    expect(upstream.requests).toHaveLength(2);
  });
});

describe('tool calls in an answer', () => {
  const weather = { name: 'weather', arguments: '{"city":"Bern"}' };
  const rome = { name: 'weather', arguments: '{"city":"Rome"}' };
  it.each([
    ['openai', responsesAnswer([responsesCall('call_a', weather), responsesCall('call_b', rome)])],
    [
      'mistral',
      completionsAnswer(
        null,
        {
          tool_calls: [
            { id: 'call_a', type: 'function', function: weather },
            { id: 'call_b', type: 'function', function: rome },
          ],
        },
        'tool_calls',
      ),
    ],
    [
      'anthropic',
      claudeAnswer(
        [
          { type: 'tool_use', id: 'toolu_a', name: 'weather', input: { city: 'Bern' } },
          { type: 'tool_use', id: 'toolu_b', name: 'weather', input: { city: 'Rome' } },
        ],
        'tool_use',
      ),
    ],
    [
      'google',
      geminiAnswer([
        { functionCall: { name: 'weather', args: { city: 'Bern' } } },
        { functionCall: { name: 'weather', args: { city: 'Rome' } } },
      ]),
    ],
  ] as const)('of %s come out alike, each with an id of its own', async (model, body) => {
    const upstream = await loopback(json(body));
    const call = await serverFor(upstream, { reach: [model] });
    const { result, text } = await call('chat', { prompt: 'Weather?', tools: [{ name: 'weather' }], model });
    expect(result.finish_reason).toBe('tool_calls');
    expect(result.tool_calls).toMatchObject([weather, rome]);
    expect(new Set(result.tool_calls.map(({ id }: { id: string }) => id)).size).toBe(2);
    expect(text).toContain('Asks for weather({"city":"Bern"})');
  });
});

describe('sampling', () => {
  it.each(['openai/gpt-5.6-terra', 'anthropic/claude-opus-5'])(
    'is dropped with a note where %s refuses it',
    async (model) => {
      const upstream = await friendly();
      const call = await serverFor(upstream);
      const { result } = await call('chat', { prompt: 'Hi', temperature: 0.2, model });
      expect(upstream.requests[0]?.body).not.toHaveProperty('temperature');
      expect(result.notes).toContainEqual(expect.stringContaining('temperature was dropped'));
    },
  );
});

describe.each(DOORS)('LLMKIT_STREAM with $model', ({ provider, model, events, asksForStream }) => {
  it.each([
    ['auto', false, false],
    ['auto', true, true],
    ['always', false, true],
    ['never', true, false],
  ] as const)('%s, with a progress token: %s, asks for a stream: %s', async (stream, hasToken, expected) => {
    const upstream = await loopback(sse(...events('Hi')));
    const call = await serverFor(upstream, { stream, reach: [provider] });
    const heard: string[] = [];
    const more = hasToken ? { progress: ({ message }: { message: string }) => void heard.push(message) } : {};
    const { result } = await call('chat', { prompt: 'Hi', model }, more);
    expect(upstream.requests.map(asksForStream)).toEqual([expected]);
    // The answer was a stream whichever was asked, and is read as one.
    expect(result.text).toBe('Hi');
    if (hasToken) expect(heard.join('')).toBe('Hi');
  });
});
