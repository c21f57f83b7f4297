// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replicatePredictions } from '../../src/wire/replicate-predictions/replicate-predictions.ts';
import { sagemakerInvoke } from '../../src/wire/sagemaker-invoke/sagemaker-invoke.ts';
import { hasShared } from '../shared.ts';
import { chatOver } from '../unit/wire/clouds-harness.ts';
import { user } from '../unit/wire/harness.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { requestCheck } from './spec.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(() => upstream.close());

const rest = recordingsOf('rest');
const of = (provider: string, capability: string): readonly Recording[] =>
  rest.filter((recording) => recording.provider === provider && recording.capability === capability);
const named = (recordings: readonly Recording[]) => recordings.map((recording) => [recording.id, recording] as const);

describe.runIf(hasShared)('recorded predictions of Replicate', () => {
  const ask = (stream: boolean) =>
    chatOver(upstream.url, replicatePredictions(), { wait: async () => {} }).ask({ model: 'meta/llama' }, { stream });
  const made = of('replicate', 'prediction-create');

  const held = made.filter(({ response }) =>
    (response.body as any).output?.every((piece: string) => !/^https:/.test(piece)),
  );
  it.each(named(held))('%s is complete', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const { output, model } = recording.response.body as any;
    expect(await ask(false)).toMatchObject({ text: output.join(''), finishReason: 'stop', model });
  });

  const started = made.filter(({ response }) => (response.body as any).status === 'starting');
  it.each(named(started))('%s is looked at again until it ends', async (_id, recording) => {
    const body: any = recording.response.body;
    upstream.serve((request, response) => {
      const ended = { ...body, status: 'succeeded', output: ['a', 'b'] };
      expect(request.method === 'POST' || request.url === `/predictions/${body.id}`).toBe(true);
      response.end(JSON.stringify(request.method === 'POST' ? body : ended));
    });
    expect(await ask(false)).toMatchObject({ text: 'ab' });
  });

  it.each(named(of('replicate', 'prediction-stream')))('%s is streamed', async (_id, recording) => {
    const [creation] = started;
    const body: any = creation?.response.body;
    const { headers, chunks } = scriptOf(recording);
    upstream.serve((request, response) => {
      if (request.method === 'POST') {
        response.end(JSON.stringify({ ...body, urls: { stream: `${upstream.url}/streams/1` } }));
        return;
      }
      response.writeHead(200, headers);
      for (const chunk of chunks) response.write(chunk);
      response.end();
    });
    const said = (recording.response.chunks ?? [])
      .filter((chunk) => /^event: output/m.test(chunk))
      .map((chunk) =>
        chunk
          .split('\n')
          .filter((line) => line.startsWith('data: '))
          .map((line) => line.slice(6))
          .join('\n'),
      )
      .join('');
    expect(said.length).toBeGreaterThan(0);
    expect((await ask(true)).text).toBe(said);
  });

  it.each(named(of('replicate', 'error')))('%s is an error', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const { status, body } = recording.response;
    await expect(ask(false)).rejects.toMatchObject({
      status,
      code: status === 404 ? 'not_found' : 'bad_request',
      message: expect.stringContaining((body as any).detail.trim().slice(2)),
    });
  });

  it('are asked for as the specification says', async () => {
    const check = requestCheck('replicate', '/models/{model_owner}/{model_name}/predictions');
    upstream.serve({ chunks: [JSON.stringify({ id: 'p', status: 'succeeded', output: 'x' })] });
    await ask(false);
    expect(check(upstream.requests.at(-1)?.body)).toEqual([]);
    expect(check({ inputs: {} })).not.toEqual([]);
  });
});

describe.runIf(hasShared)('recorded answers of SageMaker', () => {
  it.each(named(of('sagemaker', 'invoke-endpoint')))('%s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const inputs: string = (recording.request as any).body.inputs;
    const [{ generated_text: generated }] = recording.response.body as any;
    const { ask } = chatOver(upstream.url, sagemakerInvoke(), {
      settings: { payload: { env: ['PAYLOAD'] } },
      variables: { PAYLOAD: 'inputs' },
    });
    const { text } = await ask({ messages: [user(inputs)] });
    expect(text).toBe(generated.slice(inputs.length).trimStart());
    expect(text.length).toBeGreaterThan(0);
  });
});
