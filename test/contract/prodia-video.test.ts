import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VideoRequest } from '../../src/core/video.ts';
import { closeTransports } from '../../src/http/transport.ts';
import prodia from '../../src/providers/prodia.ts';
import { formIn, png } from '../support/image.ts';
import { type Handler, startUpstream, type Upstream } from '../upstream.ts';
import { downloading, rowPipeline } from './media-pipeline.ts';
import { KEY, rowCapability } from './row.ts';
import { MP4 } from './video-case.ts';

const prompt = 'a calm wave';
const TXT2VID = 'inference.wan2-2.lightning.txt2vid.v0';
const FORM = 'multipart/form-data; boundary=part';

/** The documented answer: the job as JSON, and beside it what was made. */
const answered = (job: object, output?: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from('--part\r\nContent-Disposition: form-data; name="job"; filename="job.json"\r\n'),
    Buffer.from(`Content-Type: application/json\r\n\r\n${JSON.stringify(job)}`),
    ...(output === undefined
      ? []
      : [
          Buffer.from('\r\n--part\r\nContent-Disposition: form-data; name="output"\r\nContent-Type: video/mp4\r\n\r\n'),
          output,
        ]),
    Buffer.from('\r\n--part--\r\n'),
  ]);
const DONE = answered({ id: 'j', state: { current: 'completed' }, config: { seed: 7 }, price: { dollars: 0.05 } }, MP4);

let upstream: Upstream;
let home: string;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-prodia-'));
  upstream.requests.length = 0;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const replying =
  (status: number, body: Uint8Array | string, type = FORM): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type, 'retry-after': '0' }).end(body);
  };

function films() {
  const { capability, asked } = rowCapability(prodia, 'video', upstream.url);
  if (!('generate' in capability)) throw new Error('Its films come at once.');
  const ask = (request: Partial<VideoRequest> = {}, { signal } = new AbortController()) =>
    capability.generate({ model: TXT2VID, prompt, ...request }, { signal });
  return { ask, asked };
}

async function made(handler: Handler) {
  upstream.serve(handler);
  const { run, call, close } = rowPipeline(prodia, upstream.url, home, downloading(undefined));
  return run('video', { prompt }, { model: 'prodia' }, call).finally(close);
}

describe('a film of Prodia', () => {
  it('is a job whose answer has it', async () => {
    upstream.serve(replying(200, DONE));
    const { ask, asked } = films();
    expect(await ask({ seed: 7, durationS: 5 })).toEqual({
      videos: [{ kind: 'media', media: { bytes: MP4, mimeType: 'video/mp4' } }],
      seed: 7,
      costMicroUsd: 50_000,
      model: TXT2VID,
      notes: ['duration was dropped'],
      usage: {},
    });
    expect(asked[0]).toMatchObject({
      url: 'https://inference.prodia.com/v2/job?price=true',
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(upstream.requests[0]?.body).toEqual({ type: TXT2VID, config: { prompt, seed: 7 } });
  });

  it('starts from a picture where its job takes one', async () => {
    upstream.serve(replying(200, MP4, 'video/mp4'));
    const { ask } = films();
    await ask({ model: 'inference.wan2-2.lightning.img2vid.v0', image: png });
    const [request] = upstream.requests;
    expect(request === undefined ? [] : await formIn(request)).toEqual([
      ['job', expect.stringContaining('job.json')],
      ['input', expect.stringContaining('image/png')],
    ]);
    await expect(ask({ image: png })).rejects.toMatchObject({ code: 'unsupported' });
    expect(upstream.requests).toHaveLength(1);
  });

  it('is kept with what it cost, after waiting for a vendor that is busy', async () => {
    let asked = 0;
    const { result, receipt } = await made((...all) =>
      (asked++ === 0 ? replying(429, '{}') : replying(200, DONE))(...all),
    );
    expect(result.artifact).toMatchObject({ mimeType: 'video/mp4' });
    expect(receipt).toMatchObject({ provider: 'prodia', costMicroUsd: 50_000 });
    expect(asked).toBe(2);
  });

  it.each([
    ['a job that failed', replying(200, answered({ state: { current: 'failed' }, error: 'It broke.' })), 'overloaded'],
    ['a fault of the vendor', replying(500, 'oops', 'text/plain'), 'overloaded'],
    [
      'a refusal',
      replying(400, '{"error":"The prompt was flagged by moderation."}', 'application/json'),
      'content_filter',
    ],
    ['an answer without a film', replying(200, answered({ state: { current: 'completed' } })), 'bad_response'],
    ['what is no film', replying(200, answered({}, Buffer.from('<html>'))), 'bad_response'],
    ['an answer that is cut', replying(200, DONE.subarray(0, -30)), 'bad_response'],
  ])('says so after %s', async (_what, handler, code) => {
    await expect(made(handler)).rejects.toMatchObject({ code, provider: 'prodia' });
  });

  it('is let go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    upstream.serve((_request, response) => {
      response.on('close', gone.resolve);
      controller.abort();
    });
    await expect(films().ask({}, controller)).rejects.toMatchObject({ code: 'cancelled' });
    await gone.promise;
  });
});
