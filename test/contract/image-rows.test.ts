import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthScheme, isKeyOptional, keySets } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { ImageRequest } from '../../src/core/image.ts';
import { baseUrlOf } from '../../src/http/base-url.ts';
import { filled } from '../../src/http/settings.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { asking, formIn, png, settled } from '../support/image.ts';
import { type Handler, type RecordedRequest, startUpstream, type Upstream } from '../upstream.ts';
import { imageStep } from './image-answers.ts';
import { imageCheck } from './image-specified.ts';
import { type Asked, filledRow, KEY, OPERATOR_URL, rowCapability } from './row.ts';

const ROWS = providers
  .filter(({ capabilities }) => capabilities.image !== undefined)
  .map((row) => [row.id, row] as const);
type Row = (typeof ROWS)[number][1];

const TOKEN = { access_token: 'exchanged-token', token_type: 'Bearer', expires_in: 3600 };

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const answering: Handler = (request, response) => {
  const step = imageStep(request);
  response.writeHead(200, { 'content-type': step?.type ?? 'application/json' });
  const body = step?.body ?? TOKEN;
  response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
};

/** The first answers as documented, those for which `when` is true with something else. */
const failing =
  (when: (request: RecordedRequest) => boolean, status: number, body: string): Handler =>
  (request, response, raw) => {
    if (!when(request)) return answering(request, response, raw);
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '2' });
    response.end(body);
  };
const starts = (request: RecordedRequest): boolean =>
  imageStep(request)?.isLook === undefined &&
  imageStep(request)?.isUpload === undefined &&
  imageStep(request) !== undefined;
const looks = (request: RecordedRequest): boolean => imageStep(request)?.isLook === true;

/** The row's capability over loopback. */
function over(row: Row, hasKey = true) {
  const { capability, asked, lines } = rowCapability(row, 'image', upstream.url, hasKey);
  const model = row.defaults.image ?? 'model-1';
  const ask = (request: Partial<ImageRequest> = {}, signal?: AbortSignal) =>
    settled(capability, asking({ model, ...request }), signal);
  return { capability, model, ask, asked, lines };
}
const failureOf = (row: Row, request: Partial<ImageRequest> = {}): Promise<unknown> =>
  over(row)
    .ask(request)
    .catch((thrown: unknown) => thrown);

/** The addresses that requests of a row may go to. */
function addressesOf(row: Row): readonly string[] {
  const { variables, isOperators } = filledRow(row);
  const config = {
    providers: isOperators ? { [row.id]: { baseUrl: OPERATOR_URL } } : {},
    variable: (name: string) => variables.get(name),
  };
  return [undefined, ...Object.keys(row.hosts ?? {})].map((host) => filled(baseUrlOf(row, config, host), row, config));
}

function carries(auth: AuthScheme, { headers }: Asked): boolean {
  switch (auth.kind) {
    case 'none':
      return headers.authorization === undefined;
    case 'bearer':
      return headers.authorization === `Bearer ${KEY}`;
    case 'header':
      return headers[auth.header.toLowerCase()] === `${auth.prefix ?? ''}${KEY}`;
    case 'any':
      return auth.schemes.some((scheme) => carries(scheme, { headers, url: '' }));
    default:
      return /\S{8}/.test(headers.authorization ?? '');
  }
}

describe.each(ROWS)('%s', (id, row) => {
  it('asks at its own address with its own auth and headers, and reads the picture', async () => {
    upstream.serve(answering);
    const before = upstream.requests.length;
    const { ask, asked, lines } = over(row);
    const result = await ask();
    expect(result.images).toHaveLength(1);
    const [picture] = result.images;
    if (picture?.kind === 'media') expect(picture.media.mimeType).toMatch(/^image\/(png|jpeg|svg\+xml)$/);
    else expect(picture).toMatchObject({ kind: 'link', url: 'https://cdn.test/boat.png' });
    expect(Object.keys(result.usage).length).toBeGreaterThan(0);
    expect(result.notes).toBeUndefined();

    for (const [index, sent] of asked.entries()) {
      const request = upstream.requests[before + index];
      const step = request === undefined ? undefined : imageStep(request);
      expect(step ?? carries({ kind: 'bearer', env: [] }, sent), `state the wire of ${id}: ${sent.url}`).toBeTruthy();
      expect(
        addressesOf(row).some((url) => sent.url === url || sent.url.startsWith(`${url}/`)),
        sent.url,
      ).toBe(true);
      expect(sent.url).not.toMatch(/[{}]|undefined/);
      expect(sent.headers).toMatchObject(filledRow(row).headers);
      expect(carries(row.auth, sent), JSON.stringify(sent.headers)).toBe(true);
    }
    const said = upstream.requests.slice(before).map(({ text }) => text);
    expect(said.join('\n')).toContain('a red boat');
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('states what it makes in terms that a request can keep to', async () => {
    const { capability, model, ask } = over(row);
    const { sizes, ratios, range, canEdit, canMask } = capability.limits(model);
    expect(sizes ?? [{}]).not.toEqual([]);
    for (const ratio of ratios ?? []) expect(ratio).toMatch(/^\d+(\.\d+)?:\d+(\.\d+)?$/);
    if (range !== undefined) expect(range.max).toBeGreaterThan(range.min);
    if (canMask === true) expect(canEdit).toBe(true);
    upstream.serve(answering);
    const [width = 1, height = 1] = (ratios?.[0] ?? '1:1').split(':').map((side) => Number(side) * 100);
    const size = sizes?.[0] ?? (ratios === undefined ? { width: 1024, height: 1024 } : { width, height });
    const result = await ask({ size });
    expect(result.images).toHaveLength(1);
    if (ratios !== undefined) expect(result.notes?.join()).toContain(`ratio ${ratios[0]}`);
  });

  it('takes a picture to change, or says before anything is sent that it does not', async () => {
    upstream.serve(answering);
    const before = upstream.requests.length;
    const { capability, model } = over(row);
    const canEdit = capability.limits(model).canEdit;
    const failure = await failureOf(row, { image: png });
    const sent = upstream.requests.slice(before).filter((request) => imageStep(request) !== undefined);
    if (canEdit === false) {
      expect(failure).toMatchObject({ code: 'unsupported', provider: id, processed: false });
      expect(sent).toEqual([]);
      return;
    }
    expect(failure).toMatchObject({ images: [expect.anything()] });
    const said = sent.map(({ text }) => text).join('\n');
    expect(said).not.toContain('secret-plans');
    expect(said).toMatch(/iVBORw0KGgo|IHDR/);
  });

  it.each([
    [400, 'bad_request'],
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [503, 'overloaded'],
  ])('reads status %i as %s without repeating the key', async (status, code) => {
    upstream.serve(
      failing(starts, status, JSON.stringify({ error: { message: `said ${KEY}` }, detail: `said ${KEY}` })),
    );
    const { ask, lines } = over(row);
    const failure = await ask().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ code, status, provider: id, retryAfterMs: 2000, processed: false });
    if (keySets(row.auth).length > 0) {
      expect(`${failure} ${JSON.stringify(failure)} ${JSON.stringify(lines)}`).not.toContain(KEY);
    }
  });

  it.each([
    ['error', { error: { message: 'Your request was rejected by the safety system', code: 'moderation_blocked' } }],
    ['error_text', { error: 'Prompt failed the safety check', code: 'moderation_blocked' }],
  ])('knows a refusal of the content in an error body (%s)', async (_what, body) => {
    upstream.serve(failing(starts, 400, JSON.stringify(body)));
    expect(await failureOf(row)).toMatchObject({ code: 'content_filter', provider: id, processed: false });
  });

  it.each([
    ['an error with status 200', '{"success":false,"error":"the model is loading","errors":[{"message":"loading"}]}'],
    ['another object', '{"something":"else"}'],
    ['a list', '[]'],
    ['an empty list of pictures', '{"data":[],"images":[]}'],
    ['nothing', ''],
    ['no JSON', '<html>Bad gateway</html>'],
  ])('takes %s for no picture', async (_what, body) => {
    upstream.serve(failing((request) => imageStep(request) !== undefined, 200, body));
    const failure = await failureOf(row);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ provider: id, code: expect.stringMatching(/^(bad_response|overloaded)$/) });
  });

  it('takes a body that is cut for a broken connection', async () => {
    upstream.serve((request, response, raw) => {
      if (!starts(request)) return answering(request, response, raw);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write('{"da', () => setImmediate(() => response.destroy()));
    });
    expect(await failureOf(row)).toMatchObject({ code: 'network', provider: id });
  });

  it('lets the upstream go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    upstream.serve((request, response, raw) => {
      if (!starts(request)) return answering(request, response, raw);
      response.on('close', gone.resolve);
      controller.abort();
    });
    await expect(over(row).ask({}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await gone.promise;
  });

  const isJob = 'start' in rowCapability(row, 'image', 'http://127.0.0.1:9').capability;

  // Only jobs are looked at.
  const looksThatFail = [
    [401, 'auth_rejected'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [503, 'overloaded'],
  ] as const;
  it.each(isJob ? looksThatFail : [])(
    'throws what status %i of a look means, so that the job lives on',
    async (status, code) => {
      upstream.serve(answering);
      const { capability, model } = over(row);
      if (!('start' in capability)) throw new Error('It is no job.');
      const { signal } = new AbortController();
      const operation = await capability.start(asking({ model }), { signal });
      upstream.serve(failing(looks, status, '{"error":{"message":"later"}}'));
      await expect(capability.poll(operation, { signal })).rejects.toMatchObject({ code, status, retryAfterMs: 2000 });
      upstream.serve(answering);
      expect(await capability.poll(operation, { signal })).toMatchObject({ status: 'succeeded' });
    },
  );

  const needsKey = keySets(row.auth).length > 0 && !isKeyOptional(row.auth);
  it.runIf(needsKey)('names its variable when the key is missing', async () => {
    const { ask, asked } = over(row, false);
    const [first] = keySets(row.auth)[0] ?? [];
    await expect(ask()).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(String(first)),
    });
    expect(asked).toEqual([]);
  });

  it.runIf(hasShared && imageCheck(id) !== undefined)('emits requests that fit the specification', async () => {
    upstream.serve(answering);
    const { kind, check, wishes } = imageCheck(id) ?? { kind: 'json', check: () => ['none'], wishes: [] };
    for (const wish of wishes) {
      const before = upstream.requests.length;
      await over(row).ask(wish);
      const [request] = upstream.requests.slice(before).filter(starts);
      if (request === undefined) throw new Error('Nothing was asked.');
      const body: unknown = kind === 'form' ? Object.fromEntries(await formIn(request)) : request.body;
      expect(check(body), JSON.stringify({ ...wish, image: undefined })).toEqual([]);
    }
  });
});
