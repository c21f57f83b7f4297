import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { PNG } from '../support/image.ts';
import { type RecordedRequest, startUpstream, type Upstream } from '../upstream.ts';
import { imageStep } from './image-answers.ts';
import { IMAGE_ENDS } from './image-ends.ts';
import { downloading, rowPipeline } from './media-pipeline.ts';
import { rowCapability } from './row.ts';
import { MP4 } from './video-case.ts';
import { HOSTED } from './video-hosts.ts';
import { KLING } from './video-kling.ts';
import { MAKERS } from './video-makers.ts';

let upstream: Upstream;
let home: string;
const opened: { close(): void }[] = [];
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-life-'));
  upstream.requests.length = 0;
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(home, { recursive: true, force: true });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** An answer with another status than 200, or how the vendor documents it. */
type Reply = { readonly status: number; readonly body?: unknown } | { readonly ok: unknown };
const FAULT: Reply = { status: 500, body: 'oops' };
const LATER: Reply = { status: 429, body: {} };

function reply(answer: Reply | undefined, fallback: unknown) {
  const { status, body } =
    answer === undefined || 'ok' in answer ? { status: 200, body: answer?.ok ?? fallback } : answer;
  return { status, body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {}) };
}

/** A film that lies at the vendor's own server. */
const isFile = ({ url }: Pick<RecordedRequest, 'url'>): boolean => url.endsWith('alt=media');

/** Answers in this order, the last again and again; a file of the vendor's own is the film where there is one. */
function inOrder(answers: readonly Reply[], film?: Uint8Array): void {
  let next = 0;
  upstream.serve((request, response) => {
    if (isFile(request)) return void response.writeHead(film === undefined ? 403 : 200).end(film);
    const { status, body } = reply(answers[Math.min(next++, answers.length - 1)], {});
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end(body);
  });
}

const over = (row: ProviderDefinition, bytes?: Uint8Array) => {
  const download = downloading(bytes);
  const pipeline = rowPipeline(row, upstream.url, home, download);
  opened.push(pipeline);
  return { ...pipeline, download };
};
const asked = (): readonly RecordedRequest[] => upstream.requests.filter((request) => !isFile(request));
const ok = (body: unknown): Reply => ({ ok: body });
const all = (bodies: readonly unknown[]): readonly Reply[] => bodies.map(ok);

const FILMS = [...HOSTED, ...KLING, ...MAKERS].map((one) => [`${one.row}/${one.request.model}`, one] as const);

describe.each(FILMS)('a film of %s', (ref, one) => {
  const row = providers.find(({ id }) => id === one.row);
  if (row === undefined) throw new Error(`There is no row ${one.row}.`);
  const { model: _model, clientId: _clientId, ...request } = one.request;
  const make = (bytes?: Uint8Array) => {
    const { run, call, download } = over(row, bytes);
    return { made: run('video', request, { model: ref }, call), download };
  };
  const isLink = JSON.stringify(one.result).includes('"kind":"link"');

  it('is made once, waiting for the vendor first and through a fault of its own while it works', async () => {
    inOrder([LATER, ok(one.created), FAULT, ok(one.running), ...all(one.done)], MP4);
    const { result, receipt } = await make(MP4).made;
    expect(result.artifact).toMatchObject({ mimeType: 'video/mp4' });
    expect(receipt).toMatchObject({ provider: one.row, attempts: [{ outcome: 'error' }, { outcome: 'ok' }] });
    expect(asked()).toHaveLength(4 + one.done.length);
  });

  it.runIf(isLink)('whose address has expired is looked for once more, and then said to be gone', async () => {
    inOrder([ok(one.created), ...all(one.done), ...all(one.done)]);
    const { made, download } = make();
    await expect(made).rejects.toMatchObject({ code: 'not_found', provider: one.row });
    expect(download.asked.length + upstream.requests.filter(isFile).length).toBe(2);
    expect(asked()).toHaveLength(1 + 2 * one.done.length);
  });

  it.runIf(one.failed !== undefined)('that fails says so, and is not begun again', async () => {
    inOrder([ok(one.created), ok(one.failed)]);
    await expect(make().made).rejects.toMatchObject({ code: 'overloaded', provider: one.row });
    expect(upstream.requests).toHaveLength(2);
  });

  it.runIf(one.refused !== undefined)('that is refused says so, and is not begun again', async () => {
    inOrder([ok(one.created), ...all(one.refused ?? [])]);
    await expect(make().made).rejects.toMatchObject({ code: 'content_filter' });
    expect(upstream.requests).toHaveLength(1 + (one.refused?.length ?? 0));
  });
});

const PAINTERS = providers
  .filter(({ capabilities }) => capabilities.image !== undefined)
  .map((row) => [row.id, row] as const);

describe.each(PAINTERS)('a picture of %s', (id, row) => {
  const model = `${id}/${row.defaults.image ?? 'model-1'}`;
  const isJob = 'start' in rowCapability(row, 'image', 'http://127.0.0.1:9').capability;

  /** The documented answers, but those to the first looks, or starts, from a list. */
  function serve({
    looks = [],
    starts = [],
  }: {
    readonly looks?: readonly Reply[];
    readonly starts?: readonly Reply[];
  }) {
    const [nextLooks, nextStarts] = [[...looks], [...starts]];
    upstream.serve((request, response) => {
      const step = imageStep(request);
      const next = step?.isLook === true ? nextLooks.shift() : isStart(request) ? nextStarts.shift() : undefined;
      const { status, body } = reply(next, step?.body ?? TOKEN);
      response.writeHead(status, { 'content-type': step?.type ?? 'application/json', 'retry-after': '0' }).end(body);
    });
  }
  const make = (bytes?: Uint8Array) => {
    const { run, call, download } = over(row, bytes);
    return { made: run('image', { prompt: 'a red boat' }, { model }, call), download };
  };
  const started = (): number => upstream.requests.filter(isStart).length;

  it('is made once, waiting for the vendor first', async () => {
    serve({ starts: [LATER], looks: isJob ? [FAULT] : [] });
    const { result, receipt } = await make(PNG).made;
    expect(result.artifacts).toHaveLength(1);
    expect(receipt).toMatchObject({ provider: id, attempts: [{ outcome: 'error' }, { outcome: 'ok' }] });
    expect(started()).toBe(2);
  });

  it('whose address has expired is said to be gone, where it comes as an address', async () => {
    serve({});
    const { made, download } = make();
    const outcome = await made.then(
      () => 'kept',
      (thrown: unknown) => thrown,
    );
    if (download.asked.length === 0) expect(outcome).toBe('kept');
    else expect(outcome).toMatchObject({ code: 'not_found', provider: id });
    expect(download.asked.length).toBe(outcome === 'kept' ? 0 : isJob ? 2 : 1);
    expect(started()).toBe(1);
  });

  it('that is refused at the start is asked for once', async () => {
    const error = { message: 'Your request was rejected by the safety system', code: 'moderation_blocked' };
    serve({ starts: [{ status: 400, body: { error } }] });
    await expect(make().made).rejects.toMatchObject({ code: 'content_filter', provider: id });
    expect(started()).toBe(1);
  });

  const ends = IMAGE_ENDS[id];
  it('that meets a fault of the vendor each time says so', async () => {
    serve({ starts: Array.from({ length: 9 }, () => FAULT) });
    await expect(make().made).rejects.toMatchObject({ code: 'overloaded', provider: id });
    expect(started()).toBeLessThan(9);
  });

  it('every job of pictures has its ends documented here', () => expect(ends !== undefined).toBe(isJob));
  if (!isJob) return;

  it('that fails while it is made says so', async () => {
    serve({ looks: [ok(ends?.failed)] });
    await expect(make().made).rejects.toMatchObject({ code: 'overloaded', provider: id });
    expect(started()).toBe(1);
  });

  it('that is refused while it is made says so', async () => {
    serve({ looks: [ok(ends?.refused)] });
    await expect(make().made).rejects.toMatchObject({ code: 'content_filter', provider: id });
    expect(started()).toBe(1);
  });

  it('is ended at the vendor where that can be, and never begun again by it', async () => {
    serve({});
    const { capability, asked } = rowCapability(row, 'image', upstream.url);
    if (!('start' in capability)) throw new Error('It is no job.');
    const { signal } = new AbortController();
    const request = { model: row.defaults.image ?? 'model-1', prompt: 'a red boat' };
    const operation = await capability.start(request, { signal });
    const before = asked.length;
    await capability.cancel?.(operation, { signal });
    const [sent] = upstream.requests.slice(before);
    expect(sent === undefined ? undefined : `${sent.method} ${sent.url}`).toEqual(ends?.cancels);
  });
});

const TOKEN = { access_token: 'exchanged-token', token_type: 'Bearer', expires_in: 3600 };

function isStart(request: RecordedRequest): boolean {
  const step = imageStep(request);
  return step !== undefined && step.isLook === undefined && step.isUpload === undefined;
}
