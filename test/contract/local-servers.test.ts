import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PNG_BASE64 } from '../support/image.ts';
import type { Handler } from '../upstream.ts';
import { loopback, serverFor } from './tool-call.ts';

/** A server that chats over OpenAI's wire, or Ollama's, with the models it holds. Streams where it is asked to. */
function localServer(models: readonly string[], ownedBy = 'organization'): Handler {
  const send = (response: ServerResponse, body: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const stream = (response: ServerResponse, type: string, lines: readonly string[]): void => {
    response.writeHead(200, { 'content-type': type });
    response.end(lines.join(''));
  };
  return ({ url, body }, response) => {
    // Any request of ours with a body is an object.
    const asked = body as { readonly model?: string; readonly stream?: boolean; readonly input?: readonly string[] };
    const vectors = (asked?.input ?? []).map((_, index) => [1, index, 0]);
    if (url.endsWith('/api/tags')) return send(response, { models: models.map((name) => ({ name, model: name })) });
    if (url.endsWith('/models')) {
      return send(response, { object: 'list', data: models.map((id) => ({ id, object: 'model', owned_by: ownedBy })) });
    }
    if (url.endsWith('/api/embed')) return send(response, { embeddings: vectors, prompt_eval_count: 3 });
    if (url.endsWith('/embeddings')) {
      const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
      return send(response, { object: 'list', data, usage: { prompt_tokens: 3, total_tokens: 3 } });
    }
    const said = `from ${asked.model}`;
    if (url.endsWith('/api/chat')) {
      const last = { message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', eval_count: 2 };
      const whole = { model: asked.model, ...last, message: { role: 'assistant', content: said } };
      if (asked.stream !== true) return send(response, whole);
      const lines = [{ model: asked.model, message: { role: 'assistant', content: said }, done: false }, last];
      return stream(
        response,
        'application/x-ndjson',
        lines.map((line) => `${JSON.stringify(line)}\n`),
      );
    }
    if (url.endsWith('/chat/completions')) {
      const head = { id: 'c', object: 'chat.completion', created: 1, model: asked.model };
      const message = { role: 'assistant', content: said };
      if (asked.stream !== true)
        return send(response, { ...head, choices: [{ index: 0, message, finish_reason: 'stop' }] });
      const chunks = [
        { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta: message, finish_reason: null }] },
        { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      ];
      return stream(response, 'text/event-stream', [
        ...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
        'data: [DONE]\n\n',
      ]);
    }
    response.writeHead(404).end();
  };
}

/** Row, what its list says about who made it, and whether it embeds. */
const SERVERS = [
  ['ollama', undefined, true],
  ['llama-cpp', 'llamacpp', true],
  ['lm-studio', undefined, true],
  ['vllm', 'vllm', true],
  ['localai', undefined, true],
  ['jan', undefined, false],
  ['foundry-local', undefined, false],
  ['mistral-rs', undefined, true],
  ['docker-model-runner', undefined, true],
] as const;

const HELD = ['gemma-3-4b-it', 'nomic-embed-text-v1.5'];

describe.each(SERVERS)('%s on this machine', (id, ownedBy, embeds) => {
  const reached = async (stream: 'always' | 'never') => {
    const upstream = await loopback(localServer(HELD, ownedBy));
    const call = await serverFor(upstream, {
      discover: true,
      reach: [],
      stream,
      providers: { [id]: { baseUrl: upstream.url } },
    });
    return { upstream, call };
  };

  it.each(['never', 'always'] as const)('chats with the model that it holds, streams: %s', async (stream) => {
    const { upstream, call } = await reached(stream);
    const { result } = await call('chat', { prompt: 'Hi', model: id });
    expect(result).toMatchObject({ text: 'from gemma-3-4b-it', local: true, cost_usd: 0, finish_reason: 'stop' });
    // The test's own server was sent an object.
    const sent = upstream.requests.at(-1)?.body as { readonly model: string; readonly stream?: boolean };
    expect([sent.model, sent.stream ?? false]).toEqual(['gemma-3-4b-it', stream === 'always']);
  });

  it.runIf(embeds)('embeds with the model that it holds for that', async () => {
    const { upstream, call } = await reached('never');
    const { result } = await call('embed', { texts: ['a', 'b'], model: id });
    expect(result).toMatchObject({ dimensions: 3, local: true, cost_usd: 0 });
    expect(result.vectors).toHaveLength(2);
    expect(upstream.requests.at(-1)?.body).toMatchObject({ model: 'nomic-embed-text-v1.5' });
  });

  it('gets the pictures of a question', async () => {
    const { upstream, call } = await reached('never');
    const { text } = await call('chat', {
      prompt: 'What is it?',
      images: [`data:image/png;base64,${PNG_BASE64}`],
      model: `${id}/gemma-3-4b-it`,
    });
    expect(text).toContain('from gemma-3-4b-it');
    expect(upstream.requests.at(-1)?.text).toContain(PNG_BASE64);
  });
});

const FAMILIES = [
  ['tinyllama-local', 'TheBloke_TinyLlama-1.1B-Chat-v1.0.Q4_K_M'],
  ['phi-local', 'Phi-4-mini-instruct-generic-cpu'],
  ['gemma-local', 'google/gemma-3-4b'],
] as const;

const HOLDERS = ['ollama', 'lm-studio', 'llama-cpp', 'vllm', 'foundry-local', 'docker-model-runner', 'jan'] as const;

describe.each(FAMILIES)('%s', (family, model) => {
  it.each(HOLDERS)('is found and asked where %s holds its model', async (holder) => {
    const ownedBy = { 'llama-cpp': 'llamacpp', vllm: 'vllm' }[holder as string];
    const upstream = await loopback(localServer(['qwen3:8b', model], ownedBy));
    const nobody = await loopback({ status: 404, chunks: [] });
    const call = await serverFor(upstream, {
      discover: true,
      reach: [],
      stream: 'never',
      providers: {
        ollama: { baseUrl: nobody.url },
        [family]: { baseUrl: nobody.url },
        [holder]: { baseUrl: upstream.url },
      },
      ...(holder === 'ollama' ? { providers: { [family]: { baseUrl: upstream.url } } } : {}),
    });
    const { result: found } = await call('find_models', { query: `${family}/`, configured: true });
    expect(found.models.map((each: { model: string }) => each.model)).toEqual([`${family}/${model}`]);
    const { result } = await call('chat', { prompt: 'Hi', model: family });
    expect(result).toMatchObject({ text: `from ${model}`, local: true, cost_usd: 0 });
  });

  it('is never looked for beyond this machine', async () => {
    const nobody = await loopback({ status: 404, chunks: [] });
    const call = await serverFor(nobody, {
      discover: true,
      reach: [],
      policy: 'private',
      providers: { [family]: { baseUrl: nobody.url }, vllm: { baseUrl: 'http://192.0.2.1:8000/v1' } },
    });
    const { result } = await call('find_models', { query: `${family}/`, configured: true });
    expect(result.models).toEqual([]);
  });
});

describe.runIf(process.platform !== 'win32')('Foundry Local, whose port changes with each start', () => {
  /** A program of that name that prints what the real one prints. */
  function foundryThatSays(line: string): { readonly folder: string; says(next: string): void } {
    const folder = mkdtempSync(join(tmpdir(), 'llmkit-foundry-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const says = (next: string): void => {
      const file = join(folder, 'foundry');
      writeFileSync(file, `#!/bin/sh\n[ "$1 $2" = "service status" ] && echo '${next}'\n`);
      chmodSync(file, 0o755);
    };
    says(line);
    return { folder, says };
  }
  const running = (url: string) => `🟢 Model management service is running on ${url}/openai/status`;

  it('is found by what its own program says, and again after a start on another port', async () => {
    const first = await loopback(localServer(['phi-4-mini']));
    const { folder, says } = foundryThatSays(running(first.url));
    const call = await serverFor(first, { discover: true, reach: [], stream: 'never', variables: { PATH: folder } });
    const ask = () => call('chat', { prompt: 'Hi', model: 'foundry-local/phi-4-mini' });
    expect((await ask()).result).toMatchObject({ text: 'from phi-4-mini', local: true });
    expect(first.requests.at(-1)?.url).toBe('/v1/chat/completions');
    const second = await loopback(localServer(['phi-4-mini']));
    await first.close();
    says(running(second.url));
    await ask();
    expect((await ask()).result).toMatchObject({ text: 'from phi-4-mini' });
  });

  it('is not believed about an address elsewhere', async () => {
    const nobody = await loopback({ status: 404, chunks: [] });
    const { folder } = foundryThatSays(running('http://192.0.2.7:5273'));
    const call = await serverFor(nobody, { discover: true, reach: [], variables: { PATH: folder } });
    const { isError, text } = await call('chat', { prompt: 'Hi', model: 'foundry-local/phi-4-mini' });
    expect(isError).toBe(true);
    expect(text).toContain('not running');
  });
});
