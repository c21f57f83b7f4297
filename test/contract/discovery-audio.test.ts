import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/core/log.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import kokoro from '../../src/providers/kokoro.ts';
import speaches from '../../src/providers/speaches.ts';
import whisperCpp from '../../src/providers/whisper-cpp.ts';
import { testConfig } from '../config.ts';
import type { Handler } from '../upstream.ts';
import { json, loopback, serverFor } from './tool-call.ts';

const WHISPER_PAGE =
  '<html><head><title>Whisper.cpp Server</title></head><body><h1>Whisper.cpp Server</h1></body></html>';
const page = (text: string) => ({ headers: { 'content-type': 'text/html' }, chunks: [text] });
const models = (...entries: readonly (readonly [id: string, owner: string])[]) =>
  json({ object: 'list', data: entries.map(([id, owned_by]) => ({ id, object: 'model', created: 1, owned_by })) });

/** A server that has these paths and answers 404 to any other. */
const serving =
  (paths: Readonly<Record<string, ReturnType<typeof json> | ReturnType<typeof page>>>): Handler =>
  ({ url }, response) => {
    const { headers, chunks } = paths[url] ?? json({ detail: 'Not Found' });
    response.writeHead(paths[url] === undefined ? 404 : 200, headers).end(chunks.join(''));
  };

async function foundBy(row: ProviderDefinition, handler: Handler) {
  const upstream = await loopback(handler);
  const call = await serverFor(upstream, {
    discover: true,
    keys: {},
    providers: { [row.id]: { baseUrl: upstream.url } },
  });
  const { result } = await call('find_models', { query: `${row.id}/` });
  return result.models.map(({ model, capability }: { model: string; capability: string }) => [model, capability]);
}

describe('a whisper.cpp server', () => {
  it('is known by the page that it shows', async () => {
    expect(await foundBy(whisperCpp, serving({ '/': page(WHISPER_PAGE) }))).toEqual([
      ['whisper-cpp/whisper', 'transcribe'],
    ]);
  });

  it.each([
    ['llama.cpp’s own page', serving({ '/': page('<title>llama.cpp</title>'), '/models': models(['m', 'llamacpp']) })],
    ['a server that has no page', serving({ '/v1/models': models(['m', 'me']) })],
  ])('is not seen in %s, which uses the same port', async (_what, handler) => {
    expect(await foundBy(whisperCpp, handler)).toEqual([]);
  });

  it('is sent the audio as a form, and heard', async () => {
    const upstream = await loopback(
      json({ language: 'english', duration: 1, text: ' Hello.\n', segments: [{ text: ' Hello.', start: 0, end: 1 }] }),
    );
    const config = testConfig({ home: '/nowhere', providers: { 'whisper-cpp': { baseUrl: upstream.url } } });
    const endpoint = createEndpoint({ definition: whisperCpp, config, log: silentLog, now: () => 0 });
    const engine = whisperCpp.capabilities.transcribe?.(endpoint, { dataFolder: '', log: silentLog });
    if (engine === undefined || !('transcribe' in engine)) throw new Error('the row transcribes in one call');
    const audio = { bytes: new Uint8Array([82, 73, 70, 70]), mimeType: 'audio/wav' };
    const result = await engine.transcribe({ model: 'whisper', audio }, { signal: AbortSignal.timeout(5000) });
    expect(result).toMatchObject({
      text: 'Hello.',
      language: 'en',
      segments: [{ startS: 0, endS: 1, text: 'Hello.' }],
    });
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', url: '/inference' });
    expect(upstream.requests[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(upstream.requests[0]?.text).toContain('name="file"; filename="audio.wav"');
  });
});

describe('Speaches', () => {
  const all = models(
    ['Systran/faster-distil-whisper-small.en', 'Systran'],
    ['speaches-ai/Kokoro-82M-v1.0-ONNX', 'speaches-ai'],
    ['speaches-ai/piper-en_US-ryan-low', 'speaches-ai'],
  );

  it('is found with what it hears and speaks by', async () => {
    const speaking = json({ object: 'list', models: [{ id: 'speaches-ai/Kokoro-82M-v1.0-ONNX' }] });
    expect(await foundBy(speaches, serving({ '/audio/models': speaking, '/models': all }))).toEqual([
      ['speaches/Systran/faster-distil-whisper-small.en', 'transcribe'],
      ['speaches/speaches-ai/Kokoro-82M-v1.0-ONNX', 'speak'],
      ['speaches/speaches-ai/piper-en_US-ryan-low', 'speak'],
    ]);
  });

  it('is not seen in vLLM, which uses the same port', async () => {
    expect(await foundBy(speaches, serving({ '/models': models(['openai/whisper-large-v3', 'vllm']) }))).toEqual([]);
  });
});

describe('Kokoro-FastAPI', () => {
  it('is found by its maker’s name', async () => {
    expect(await foundBy(kokoro, serving({ '/models': models(['tts-1', 'kokoro'], ['kokoro', 'kokoro']) }))).toEqual([
      ['kokoro/kokoro', 'speak'],
      ['kokoro/tts-1', 'speak'],
    ]);
    expect(await foundBy(kokoro, serving({ '/models': models(['tts-1', 'user']) }))).toEqual([]);
  });
});
