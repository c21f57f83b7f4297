import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeWav, pcm16Of, wavHeader } from '../../src/audio/wav.ts';
import { bearer } from '../../src/core/auth.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import type { CapabilityFactory, ModelFacts, ProviderDefinition } from '../../src/core/provider.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { createCatalogue } from '../../src/runtime/catalogue.ts';
import { createExecute } from '../../src/runtime/execute.ts';
import { openState } from '../../src/runtime/state.ts';
import { openaiAudioSpeak } from '../../src/wire/openai-audio-speak.ts';
import { openaiTranscribe } from '../../src/wire/openai-transcribe/openai-transcribe.ts';
import { testConfig } from '../config.ts';
import { memoryArtifacts } from '../memory-artifacts.ts';
import { verifies } from '../requirements.ts';
import { provider, temporaryFolder, toolCall } from '../unit/runtime/pipeline.ts';
import { RATE, said, talk, voiceOf, wavOf } from '../unit/runtime/speech.ts';
import type { Handler, RecordedRequest, Upstream } from '../upstream.ts';
import { json, loopback } from './tool-call.ts';

/** A vendor that takes work and does it on its own time. */
const slowTranscribe: CapabilityFactory<'transcribe'> = (endpoint) => ({
  intake: () => ({ formats: ['wav'] }),
  pollMs: 5,
  async start({ audio }, { signal }) {
    const answer = await endpoint.send('/jobs', new Blob([new Uint8Array(audio.bytes)]), { signal });
    const { id } = (await answer.json()) as { id: string };
    return { id };
  },
  async poll({ id }, { signal }) {
    const answer = await endpoint.send(`/jobs/${id}`, undefined, { signal, method: 'GET' });
    const { text } = (await answer.json()) as { text?: string };
    return text === undefined ? { status: 'running' } : { status: 'succeeded', result: said(text) };
  },
  async cancel({ id }, { signal }) {
    await endpoint.send(`/jobs/${id}`, undefined, { signal, method: 'DELETE' });
  },
});

const FACTORIES: Pick<ProviderDefinition, 'capabilities' | 'defaults'> = {
  capabilities: {
    transcribe: openaiTranscribe({ intake: () => ({ formats: ['wav'], maxSeconds: 4 }) }),
    speak: openaiAudioSpeak({ maxCharacters: () => 30, rate: RATE }),
  },
  defaults: { transcribe: 'ear', speak: 'mouth' },
};

type Vendor = { readonly upstream: Upstream } & Partial<ProviderDefinition>;

/** The pipeline with real sockets and real time, over the vendors by their id. */
function pipelineOver(vendors: Readonly<Record<string, Vendor>>, facts: readonly ModelFacts[] = []) {
  const home = temporaryFolder();
  const ids = Object.keys(vendors);
  const config = testConfig({
    home,
    keys: Object.fromEntries(ids.map((id) => [`${id.toUpperCase()}_API_KEY`, 'key'])),
    providers: Object.fromEntries(ids.map((id) => [id, { baseUrl: vendors[id]?.upstream.url }])),
  });
  const parts = { config, clock: systemClock, log: silentLog };
  const state = openState({ home, clock: systemClock });
  onTestFinished(() => state.close());
  const artifacts = memoryArtifacts();
  const catalogue = createCatalogue({
    ...parts,
    definitions: Object.entries(vendors).map(([id, { upstream: _upstream, ...more }]) =>
      provider(id, { auth: bearer(`${id.toUpperCase()}_API_KEY`), ...FACTORIES, ...more }),
    ),
    modelFacts: Object.fromEntries(ids.map((id) => [id, facts])),
    wires: {},
    createEndpoint: (definition) => createEndpoint({ definition, config, log: silentLog }),
  });
  return { ...createExecute({ ...parts, state, catalogue, artifacts: async () => artifacts }), artifacts };
}

const twenty = wavOf(talk(10));
const LONG = 'The first sentence is here. The second one follows. A third one ends it.';
const inputOf = ({ body }: RecordedRequest): string => String((body as { input: string }).input);
const sound = { 'content-type': 'audio/mpeg' };
const mp3 = Buffer.concat(
  Array.from({ length: 50 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc0]), Buffer.alloc(413)])),
);

/** Sound of the text it was asked for, in the format it was asked for. */
const speaks: Handler = (request, response) => {
  const pcm = voiceOf(inputOf(request));
  const { response_format: format } = request.body as { response_format: string };
  response.writeHead(200, { 'content-type': format === 'wav' ? 'audio/wav' : 'audio/pcm' });
  response.end(format === 'wav' ? Buffer.concat([wavHeader(RATE), pcm16Of(pcm.samples)]) : pcm16Of(pcm.samples));
};

describe('long audio over real sockets', () => {
  it('goes up in parts as forms, and comes back as one transcript', async () => {
    let answered = 0;
    const upstream = await loopback((_request, response) => {
      answered++;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ text: `Part ${answered}.` }));
    });
    const { run } = pipelineOver({ acme: { upstream } });
    const { result, receipt } = await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    expect(upstream.requests.length).toBeGreaterThanOrEqual(5);
    for (const { headers, bytes } of upstream.requests) {
      expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      expect(bytes.includes('RIFF')).toBe(true);
      expect(bytes.length).toBeLessThan(4 * RATE * 2 + 2000);
    }
    expect(result.text.split('. ')).toHaveLength(answered);
    expect(receipt.usage.seconds).toBeCloseTo(20, 1);
  });

  it('is converted from what the vendor does not take', async () => {
    const upstream = await loopback(json({ text: 'Heard.' }));
    const { run } = pipelineOver({ acme: { upstream } });
    const audio = { bytes: pcm16Of(voiceOf('x'.repeat(200)).samples), mimeType: `audio/pcm;rate=${RATE}` };
    await run('transcribe', { audio }, { model: 'acme' }, toolCall());
    expect(upstream.requests[0]?.bytes.includes(Buffer.from(encodeWav(voiceOf('x'.repeat(200)))))).toBe(true);
  });

  it('is priced by the second, and a budget stops it before it leaves', async () => {
    const upstream = await loopback(json({ text: 'Heard.' }));
    const facts: readonly ModelFacts[] = [{ id: 'ear', capability: 'transcribe', price: { second: 0.0001 } }];
    const { run } = pipelineOver({ acme: { upstream } }, facts);
    const call = run('transcribe', { audio: twenty }, { model: 'acme', maxCostUsd: 0.002 }, toolCall());
    await expect(call).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(upstream.requests).toEqual([]);
    const { receipt } = await run('transcribe', { audio: twenty }, { model: 'acme', maxCostUsd: 0.01 }, toolCall());
    expect(receipt.costMicroUsd).toBe(2000);
  });

  it('stops at the vendor as soon as it is cancelled', async () => {
    const asked = Promise.withResolvers<void>();
    const upstream = await loopback(() => asked.resolve());
    const cancel = new AbortController();
    const { run } = pipelineOver({ acme: { upstream } });
    const call = run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall({ signal: cancel.signal }));
    await asked.promise;
    const started = performance.now();
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await upstream.clientGone;
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('work that a vendor does on its own time', () => {
  const jobs = (onPoll: Handler): Handler => {
    return (request, response, raw) => {
      response.setHeader('content-type', 'application/json');
      if (request.method === 'GET') return onPoll(request, response, raw);
      response.end(JSON.stringify({ id: 'j1' }));
    };
  };
  const slow = { capabilities: { transcribe: slowTranscribe }, defaults: { transcribe: 'ear' } };
  const methodsOf = (upstream: Upstream) => upstream.requests.map(({ method }) => method);

  it('is begun once and asked after until it is done, through errors of the asking', async () => {
    const answers = [503, 429, 200, 200];
    const upstream = await loopback(
      jobs((_request, response) => {
        response.statusCode = answers.shift() ?? 200;
        if (response.statusCode === 429) response.setHeader('retry-after-ms', '10');
        response.end(JSON.stringify(answers.length === 0 ? { text: 'Done.' } : {}));
      }),
    );
    const { run } = pipelineOver({ acme: { upstream, ...slow } });
    const { result, receipt } = await run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall());
    expect(result.text).toBe('Done.');
    expect(methodsOf(upstream)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET']);
    expect(receipt.attempts).toHaveLength(1);
  });

  it('is not begun twice when the answer to its beginning is lost', async () => {
    const upstream = await loopback((_request, _response, raw) => {
      raw.socket.resetAndDestroy();
    });
    const { run } = pipelineOver({ acme: { upstream, ...slow } });
    await expect(run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'network',
    });
    expect(methodsOf(upstream)).toEqual(['POST']);
  });

  it('is ended there as soon as it is cancelled', async () => {
    const polled = Promise.withResolvers<void>();
    const upstream = await loopback(jobs(() => polled.resolve()));
    const cancel = new AbortController();
    const { run } = pipelineOver({ acme: { upstream, ...slow } });
    const call = run('transcribe', { audio: twenty }, { model: 'acme' }, toolCall({ signal: cancel.signal }));
    await polled.promise;
    const started = performance.now();
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(methodsOf(upstream)).toEqual(['POST', 'GET', 'DELETE']);
  });
});

describe('speech over real sockets', () => {
  it('is in the artifact’s file while the vendor still speaks', async () => {
    const rest = Promise.withResolvers<void>();
    const upstream = await loopback(async (_request, response) => {
      response.writeHead(200, sound).write(mp3.subarray(0, 5000));
      await rest.promise;
      response.end(mp3.subarray(5000));
    });
    const { run, artifacts } = pipelineOver({ acme: { upstream } });
    const call = run('speak', { text: 'Hello.' }, { model: 'acme' }, toolCall());
    await expect.poll(() => artifacts.writers[0]?.written).toBe(5000);
    rest.resolve();
    const { result } = await call;
    expect(result.artifact).toMatchObject({ mimeType: 'audio/mpeg', bytes: mp3.length });
    expect(artifacts.kept[0]?.content).toEqual(mp3);
  });

  it('of a long text is asked for in pieces and joined', async () => {
    const upstream = await loopback(speaks);
    const { run, artifacts } = pipelineOver({ acme: { upstream } });
    const { result } = await run('speak', { text: LONG, format: 'wav' }, { model: 'acme' }, toolCall());
    expect(upstream.requests.map(inputOf)).toEqual([
      'The first sentence is here.',
      'The second one follows.',
      'A third one ends it.',
    ]);
    expect(result.artifact.durationS).toBeGreaterThan(0.7);
    expect(artifacts.kept).toHaveLength(1);
  });

  it(`that is cut goes to the fallback, from the beginning: ${verifies('speech.cut-is-an-error')}`, async () => {
    const cut = await loopback({
      headers: { ...sound, 'content-length': '20850' },
      chunks: [mp3.subarray(0, 5000)],
      ending: 'cut',
    });
    const whole = await loopback({ headers: sound, chunks: [mp3] });
    const { run, artifacts } = pipelineOver({ acme: { upstream: cut }, beta: { upstream: whole } });
    const { receipt } = await run('speak', { text: 'Hello.' }, { model: 'acme', fallbacks: ['beta'] }, toolCall());
    expect(receipt.attempts).toMatchObject([
      { model: 'acme/mouth', outcome: 'error', reason: expect.stringMatching(/^(network|bad_response)/) },
      { model: 'beta/mouth', outcome: 'ok' },
    ]);
    expect(cut.requests).toHaveLength(1);
    expect(artifacts.writers.map(({ state }) => state)).toEqual(['discarded', 'finished']);
  });

  it('stops at the vendor as soon as it is cancelled, and leaves nothing', async () => {
    const upstream = await loopback({ headers: sound, chunks: [mp3.subarray(0, 5000)], ending: 'hang' });
    const cancel = new AbortController();
    const { run, artifacts } = pipelineOver({ acme: { upstream } });
    const call = run('speak', { text: 'Hello.' }, { model: 'acme' }, toolCall({ signal: cancel.signal }));
    await expect.poll(() => artifacts.writers[0]?.written).toBe(5000);
    const started = performance.now();
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await upstream.clientGone;
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(artifacts.writers).toEqual([{ state: 'discarded', written: 5000 }]);
  });
});
