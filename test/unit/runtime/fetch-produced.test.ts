import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearer } from '../../../src/core/auth.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { PublicDownload } from '../../../src/core/produced.ts';
import { createEgressGuard } from '../../../src/http/egress.ts';
import { createEndpoint } from '../../../src/http/endpoint.ts';
import { keepProduced } from '../../../src/runtime/fetch-produced.ts';
import { testConfig } from '../../config.ts';
import { memoryArtifacts } from '../../memory-artifacts.ts';
import { type Handler, startUpstream, type Upstream } from '../../upstream.ts';
import { film, picture } from './films.ts';

const clock = { ...systemClock, sleep: async () => undefined };
const call = { principal: { tenant: 'local', subject: 'local' } };
const whole = Buffer.concat([film(), Buffer.alloc(100_000, 7)]);
const video = { 'content-type': 'video/mp4' };

let own: Upstream;
let cdn: Upstream;
beforeEach(async () => {
  own = await startUpstream({ chunks: [] });
  cdn = await startUpstream({ chunks: [] });
});
afterEach(async () => {
  await own.close();
  await cdn.close();
});

function fetching(kind: 'image' | 'video' = 'video', download?: PublicDownload) {
  const config = {
    ...testConfig({ home: '/nonexistent', keys: { ACME_API_KEY: 'secret-key' } }),
    providers: { acme: { baseUrl: own.url } },
  };
  const endpoint = createEndpoint({
    definition: { id: 'acme', name: 'Acme', baseUrl: { global: 'https://acme.example' }, auth: bearer('ACME_API_KEY') },
    config,
    log: silentLog,
  });
  const artifacts = memoryArtifacts();
  const egress = createEgressGuard({ allowOrigins: [cdn.url] });
  const { signal } = new AbortController();
  const keep = (url: string) =>
    keepProduced(
      { kind: 'link', url },
      {
        kind,
        endpoint,
        download: download ?? egress.download,
        artifacts: async () => artifacts,
        call,
        clock,
        signal,
      },
    );
  return { keep, artifacts };
}

const kept = async ({ keep, artifacts }: ReturnType<typeof fetching>, url: string): Promise<Buffer> => {
  const { uri } = await keep(url);
  return Buffer.from((await artifacts.read(uri, call)).bytes);
};

/** Cuts the first answer in the middle; serves the range that is asked for afterwards, where it may. */
const cutOnce = (takesRanges: boolean, tags: readonly string[]): Handler => {
  let asked = 0;
  return (request, response) => {
    const etag = tags[Math.min(asked, tags.length - 1)] ?? '';
    const head = { ...video, etag };
    if (asked++ === 0) {
      response.writeHead(200, { ...head, 'content-length': String(whole.length) });
      response.write(whole.subarray(0, 40_000), () => setImmediate(() => response.destroy()));
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isSame = request.headers['if-range'] === etag;
    if (!takesRanges || !isSame || from === 0) return void response.writeHead(200, head).end(whole);
    const range = `bytes ${from}-${whole.length - 1}/${whole.length}`;
    response.writeHead(206, { ...head, 'content-range': range }).end(whole.subarray(from));
  };
};

describe('what a provider made', () => {
  it('is fetched from the provider’s own server with the key', async () => {
    own.serve({ headers: video, chunks: [whole] });
    expect(await kept(fetching(), `${own.url}/film.mp4`)).toEqual(whole);
    expect(own.requests[0]?.headers.authorization).toBe('Bearer secret-key');
  });

  it('is fetched from any other server without it', async () => {
    cdn.serve({ headers: video, chunks: [whole] });
    expect(await kept(fetching(), `${cdn.url}/film.mp4`)).toEqual(whole);
    expect(cdn.requests[0]?.headers.authorization).toBeUndefined();
    expect(own.requests).toEqual([]);
  });

  it('is not fetched from a private address, nor by a redirect to one', async () => {
    await expect(fetching().keep('http://127.0.0.1:1/film.mp4')).rejects.toMatchObject({ code: 'forbidden' });
    cdn.serve({ status: 302, headers: { location: 'http://127.0.0.1:1/film.mp4' }, chunks: [] });
    await expect(fetching().keep(`${cdn.url}/film.mp4`)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is fetched from where the provider’s own address sends, the key only to its own', async () => {
    const send =
      (location: string): Handler =>
      (request, response) =>
        void (request.url === '/film.mp4'
          ? response.writeHead(302, { location }).end()
          : response.writeHead(200, video).end(whole));
    own.serve(send('/files/film'));
    expect(await kept(fetching(), `${own.url}/film.mp4`)).toEqual(whole);
    expect(own.requests.at(-1)).toMatchObject({ url: '/files/film', headers: { authorization: 'Bearer secret-key' } });
    own.serve(send(`${cdn.url}/stored`));
    cdn.serve({ headers: video, chunks: [whole] });
    expect(await kept(fetching(), `${own.url}/film.mp4`)).toEqual(whole);
    expect(cdn.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['a private address', 'http://169.254.169.254/latest', 'forbidden'],
    ['a file', 'file:///etc/passwd', 'forbidden'],
    ['itself', '/film.mp4', 'bad_response'],
    ['nowhere', 'http://', 'bad_response'],
  ])('is not fetched where the provider’s own address sends to %s', async (_name, location, code) => {
    own.serve({ status: 302, headers: { location }, chunks: [] });
    await expect(fetching().keep(`${own.url}/film.mp4`)).rejects.toMatchObject({ code });
    expect(own.requests.length).toBeLessThan(6);
  });

  it.each([
    ['goes on where it was cut', true, ['"a"']],
    ['begins again where ranges are not served', false, ['"a"']],
    ['begins again where the file has changed', true, ['"a"', '"b"']],
  ])('%s', async (_name, takesRanges, tags) => {
    cdn.serve(cutOnce(takesRanges, tags));
    expect(await kept(fetching(), `${cdn.url}/film.mp4`)).toEqual(whole);
    expect(cdn.requests).toHaveLength(2);
    expect(cdn.requests[1]?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('is an error after some cuts, and leaves no half file', async () => {
    cdn.serve({ headers: { ...video, 'content-length': String(whole.length) }, chunks: [film()], ending: 'cut' });
    const parts = fetching();
    await expect(parts.keep(`${cdn.url}/film.mp4`)).rejects.toMatchObject({ code: 'network' });
    expect(cdn.requests).toHaveLength(4);
  });

  it.each([
    ['is empty', [], /is empty/],
    ['is a page', ['<html>Sign in</html>'], /text\/\w+, not a film/],
    ['is a picture', [picture()], /image\/png, not a film/],
  ])('is an error when it %s', async (_name, chunks, message) => {
    cdn.serve({ headers: video, chunks });
    await expect(fetching().keep(`${cdn.url}/film.mp4`)).rejects.toMatchObject({
      code: 'bad_response',
      message: expect.stringMatching(message),
    });
    expect(cdn.requests).toHaveLength(1);
  });

  it.each([401, 403, 404, 410])('has expired when its address answers %i', async (status) => {
    cdn.serve({ status, chunks: [] });
    own.serve({ status, chunks: [] });
    const expired = {
      code: 'not_found',
      message: expect.stringContaining('can no longer be fetched'),
      hint: expect.stringContaining('anew'),
    };
    await expect(fetching().keep(`${cdn.url}/film.mp4`)).rejects.toMatchObject(expired);
    await expect(fetching().keep(`${own.url}/film.mp4`)).rejects.toMatchObject(expired);
  });

  it('may be a drawing', async () => {
    cdn.serve({ headers: { 'content-type': 'image/svg+xml' }, chunks: ['<svg xmlns="http://www.w3.org/2000/svg"/>'] });
    expect(await fetching('image').keep(`${cdn.url}/a.svg`)).toMatchObject({ mimeType: 'image/svg+xml' });
  });
});
