import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ChatEvent, ChatRequest } from '../../src/core/chat.ts';
import { silentLog } from '../../src/core/log.ts';
import type { EngineHost } from '../../src/core/provider.ts';
import { llamaChat, llamaEmbed } from '../../src/local/llama/engine.ts';
import { childrenOf } from '../support/child-processes.ts';
import { hasLlama, withEngine } from '../support/llama.ts';
import { tinyGguf } from '../support/tiny-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmkit-gguf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const models = join(folder, 'models');
mkdirSync(models);
writeFileSync(join(models, 'tiny.gguf'), tinyGguf());
writeFileSync(join(models, 'tiny-long.gguf'), tinyGguf({ contextTokens: 32_768 }));
writeFileSync(join(models, 'tiny-embed.gguf'), tinyGguf({ embeds: true }));
writeFileSync(join(models, 'cut.gguf'), tinyGguf().subarray(0, 40_000));

const host: EngineHost = {
  dataFolder: folder,
  log: silentLog,
  variable: (name) => (name === 'HOME' ? folder : undefined),
};
const chat = llamaChat(host);
const embed = llamaEmbed(host);

const question = (changes: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'tiny',
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Say something.' }] }],
  maxTokens: 24,
  temperature: 0,
  ...changes,
});
const ask = (changes: Partial<ChatRequest> = {}, signal = AbortSignal.timeout(30_000)) =>
  chat.chat(question(changes), { signal, stream: false });

describe.runIf(hasLlama)('a GGUF model file', () => {
  if (hasLlama) withEngine(folder);

  it('answers, piece by piece, and counts tokens', async () => {
    const events: ChatEvent[] = [];
    const result = await chat.chat(question(), {
      signal: AbortSignal.timeout(30_000),
      stream: true,
      onEvent: (event) => events.push(event),
    });
    const deltas = events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : []));
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('')).toBe(result.text);
    expect(result).toMatchObject({ model: 'tiny', finishReason: 'length', usage: { output: 24 } });
    expect(result.usage.input).toBeGreaterThan(10);
    expect(events.at(-1)).toMatchObject({ type: 'done' });
  });

  it('fits what it writes to a JSON schema, whatever its weights would say', async () => {
    const schema = {
      type: 'object',
      properties: { colour: { enum: ['red', 'green'] }, isWarm: { type: 'boolean' } },
      required: ['colour', 'isWarm'],
    };
    const { text, finishReason } = await ask({ schema, maxTokens: 200 });
    const { colour, isWarm } = JSON.parse(text);
    expect(['red', 'green']).toContain(colour);
    expect(typeof isWarm).toBe('boolean');
    expect(finishReason).toBe('stop');
    const choice = { type: 'object', properties: { a: { anyOf: [{ const: 'x' }, { const: 'y' }] } }, required: ['a'] };
    expect(['x', 'y']).toContain(JSON.parse((await ask({ schema: choice, maxTokens: 100 })).text).a);
  });

  it('puts into the prompt what a grammar cannot say, and says so', async () => {
    const schema = { allOf: [{ type: 'object', properties: { a: { type: 'boolean' } } }] };
    const bare = await ask({ maxTokens: 4 });
    const { usage, notes } = await ask({ schema, maxTokens: 4 });
    expect(usage.input).toBeGreaterThan((bare.usage.input ?? 0) + 50);
    expect(notes).toEqual([expect.stringContaining('a grammar cannot say all of it')]);
  });

  it('takes what was said before, a system message and the results of tools', async () => {
    const said = (role: 'system' | 'user', text: string) => ({ role, parts: [{ type: 'text' as const, text }] });
    const short = await ask({ maxTokens: 1 });
    const long = await ask({
      maxTokens: 1,
      messages: [
        said('system', 'Be brief.'),
        said('user', 'What is the weather in Oslo?'),
        { role: 'assistant', parts: [], toolCalls: [{ id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' }] },
        { role: 'tool', toolCallId: 'a', parts: [{ type: 'text', text: 'rain' }] },
      ],
    });
    expect(long.usage.input).toBeGreaterThan(short.usage.input ?? 0);
  });

  it('is offered tools, and says what it cannot promise about them', async () => {
    const tools = [
      {
        name: 'weather',
        description: 'Now.',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ];
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Oslo?' }] }];
    const result = await ask({ model: 'tiny-long', messages, tools, toolChoice: 'required', maxTokens: 8 });
    expect(result.notes).toEqual([expect.stringContaining('cannot be forced')]);
    const alone = await ask({ model: 'tiny-long', messages, maxTokens: 8 });
    expect(result.usage.input).toBeGreaterThan((alone.usage.input ?? 0) + 20);
    const bound = await ask({ model: 'tiny-long', messages, tools, schema: { type: 'object' }, maxTokens: 8 });
    expect(bound.notes).toEqual([expect.stringContaining('the schema was put into the prompt')]);
  });

  it('refuses a conversation that is longer than the model can look at, and cuts nothing', async () => {
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'x'.repeat(600) }] }];
    await expect(ask({ messages })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('512'),
    });
  });

  it('ends at the end of its context when nobody says how long', async () => {
    const { finishReason, usage } = await ask({ maxTokens: undefined });
    expect(finishReason).toBe('length');
    expect((usage.input ?? 0) + (usage.output ?? 0)).toBeLessThanOrEqual(512);
  });

  it('stops as soon as it is cancelled, and answers the next call in the same process', async () => {
    const controller = new AbortController();
    const before = await ask({ model: 'tiny-long', maxTokens: 1 }).then(() => childrenOf(process.pid));
    let aborted = 0;
    const running = chat.chat(question({ model: 'tiny-long', maxTokens: 30_000 }), {
      signal: controller.signal,
      stream: true,
      onEvent() {
        aborted = performance.now();
        controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - aborted).toBeLessThan(5_000);
    expect((await ask({ model: 'tiny-long', maxTokens: 2 })).usage.output).toBe(2);
    expect(childrenOf(process.pid)).toEqual(before);
  });

  it('answers calls one after the other, and says that it is busy when too many wait', async () => {
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => ask({ maxTokens: 2 })));
    const done = all.filter(({ status }) => status === 'fulfilled');
    const codes = all.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(done.length).toBe(9);
    expect(codes).toEqual(['overloaded', 'overloaded', 'overloaded']);
  });

  it('says so when its process is killed, and the next call works', async () => {
    await ask({ model: 'tiny-long', maxTokens: 1 });
    const before = childrenOf(process.pid);
    let isKilled = false;
    const running = chat.chat(question({ model: 'tiny-long', maxTokens: 30_000 }), {
      signal: AbortSignal.timeout(30_000),
      stream: true,
      onEvent() {
        if (!isKilled) for (const pid of before) process.kill(pid, 'SIGKILL');
        isKilled = true;
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('SIGKILL') });
    expect((await ask({ maxTokens: 2 })).usage.output).toBe(2);
  });

  it('embeds with a model that was made for it, the same text always the same', async () => {
    const { vectors, usage } = await embed.embed(
      { model: 'tiny-embed', texts: ['a river', 'a dog', 'a river'] },
      { signal: AbortSignal.timeout(30_000) },
    );
    expect(vectors.map((vector) => vector.length)).toEqual([64, 64, 64]);
    expect(vectors[0]).toEqual(vectors[2]);
    expect(vectors[0]).not.toEqual(vectors[1]);
    expect(usage.input).toBeGreaterThan(6);
  });

  it('neither embeds with a model that writes, nor chats with one that embeds', async () => {
    const options = { signal: AbortSignal.timeout(30_000) };
    await expect(embed.embed({ model: 'tiny', texts: ['a'] }, options)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(ask({ model: 'tiny-embed' })).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('names a damaged file, and goes on with a good one', async () => {
    await expect(ask({ model: 'cut' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cut.gguf'),
    });
    expect((await ask({ maxTokens: 2 })).usage.output).toBe(2);
  });

  it('refuses a picture with the way to a model that sees', async () => {
    const media = { bytes: new Uint8Array(4), mimeType: 'image/png' };
    await expect(ask({ messages: [{ role: 'user', parts: [{ type: 'image', media }] }] })).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('Ollama'),
    });
  });
});

it('says what to run where the engine is not installed', async () => {
  const bare: EngineHost = { ...host, dataFolder: join(folder, 'bare') };
  await expect(
    llamaChat(bare).chat(question(), { signal: AbortSignal.timeout(1000), stream: false }),
  ).rejects.toMatchObject({ code: 'not_configured', hint: 'Run: llmkit-mcp setup llm' });
});
