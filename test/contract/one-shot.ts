import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isKeyOptional, keySets } from '../../src/core/auth.ts';
import type { Capabilities } from '../../src/core/capability.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { baseUrlOf } from '../../src/http/base-url.ts';
import { filled } from '../../src/http/settings.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { type Handler, type RecordedRequest, startUpstream, type Upstream } from '../upstream.ts';
import { carries } from './carries.ts';
import { filledRow, KEY, keyVariables, OPERATOR_URL, rowCapability } from './row.ts';
import type { Check } from './spec.ts';

/** A capability that one request answers. */
export type OneShot<C extends keyof Capabilities, Wish> = {
  readonly capability: C;
  readonly ask: (
    capability: Capabilities[C],
    asked: { readonly model: string; readonly wish: Partial<Wish>; readonly signal: AbortSignal },
  ) => Promise<{ readonly notes?: readonly string[] }>;
  /** The documented answer to a request; `undefined` for one that is about something else, such as a token. */
  readonly answer: (
    request: RecordedRequest,
  ) => { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> } | undefined;
  /** What every request says. */
  readonly said: string;
  readonly expectResult: (result: unknown, row: ProviderDefinition) => void;
  /** Vendors' specifications with what is asked of them. */
  readonly specs: Readonly<Record<string, { readonly check: () => Check; readonly wishes: readonly Partial<Wish>[] }>>;
  /** Bodies of status 200 beside the usual ones that hold no answer. */
  readonly noAnswers?: readonly string[];
};

const TOKEN = { access_token: 'exchanged-token', token_type: 'Bearer', expires_in: 3600 };
const JSON_TYPE = { 'content-type': 'application/json' };
const NO_ANSWERS = [
  '{"success":false,"error":"the model is loading","errors":[{"message":"loading"}]}',
  '{"something":"else"}',
  '"text"',
  '',
  '<html>Bad gateway</html>',
];

/** The addresses that requests of a row may go to. */
function addressesOf(row: ProviderDefinition): readonly string[] {
  const { variables, isOperators } = filledRow(row);
  const config = {
    providers: isOperators ? { [row.id]: { baseUrl: OPERATOR_URL } } : {},
    variable: (name: string) => variables.get(name),
  };
  return [undefined, ...Object.keys(row.hosts ?? {})].map((host) => filled(baseUrlOf(row, config, host), row, config));
}

/** What every row with such a capability keeps to: address, auth, answer, errors, a cut, a cancel, a missing key. */
export function describeRows<C extends keyof Capabilities, Wish>(shot: OneShot<C, Wish>): void {
  const rows = providers.filter(({ capabilities }) => capabilities[shot.capability] !== undefined);
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream({ chunks: [] });
  });
  afterAll(async () => {
    await upstream.close();
    await closeTransports();
  });

  const answering: Handler = (request, response) => {
    const known = shot.answer(request);
    response.writeHead(200, { ...JSON_TYPE, ...known?.headers });
    response.end(JSON.stringify(known?.body ?? TOKEN));
  };
  const failing =
    (status: number, body: string): Handler =>
    (request, response, raw) => {
      if (shot.answer(request) === undefined) return answering(request, response, raw);
      response.writeHead(status, { ...JSON_TYPE, 'retry-after': '2' });
      response.end(body);
    };

  describe.each(rows.map((row) => [row.id, row] as const))('%s', (id, row) => {
    const over = (hasKey = true) => {
      const { capability, ...seen } = rowCapability(row, shot.capability, upstream.url, hasKey);
      const model = row.defaults[shot.capability] ?? 'model-1';
      const ask = (wish: Partial<Wish> = {}, signal = new AbortController().signal) =>
        shot.ask(capability, { model, wish, signal });
      return { ask, ...seen };
    };
    const failure = (): Promise<unknown> =>
      over()
        .ask()
        .catch((thrown: unknown) => thrown);

    it('asks at its own address with its own auth and headers, and reads the answer', async () => {
      upstream.serve(answering);
      const before = upstream.requests.length;
      const { ask, asked, lines } = over();
      shot.expectResult(await ask(), row);
      const requests = upstream.requests.slice(before);
      const place = requests.findIndex((request) => shot.answer(request) !== undefined);
      const [request, sent] = [requests[place], asked[place]];
      if (request === undefined || sent === undefined) throw new Error(`State the answer of ${id}: ${asked[0]?.url}`);
      expect(
        addressesOf(row).some((url) => sent.url === url || /^[/?]/.test(sent.url.slice(url.length))),
        sent.url,
      ).toBe(true);
      expect(sent.url).not.toMatch(/[{}]|undefined/);
      expect(sent.headers).toMatchObject(filledRow(row).headers);
      carries(row.auth, sent, keyVariables(row.auth));
      expect(`${decodeURIComponent(request.url.replaceAll('+', ' '))} ${request.text}`).toContain(shot.said);
      expect(JSON.stringify(lines)).not.toContain(KEY);
    });

    it.each([
      [400, 'bad_request'],
      [401, 'auth_rejected'],
      [402, 'quota_exhausted'],
      [429, 'rate_limited'],
      [500, 'overloaded'],
      [503, 'overloaded'],
    ])('reads status %i as %s without repeating the key', async (status, code) => {
      upstream.serve(failing(status, JSON.stringify({ error: { message: `said ${KEY}` }, detail: `said ${KEY}` })));
      const { ask, lines } = over();
      const thrown = await ask().catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(ProviderError);
      expect(thrown).toMatchObject({ code, status, provider: id, retryAfterMs: 2000, processed: false });
      if (keySets(row.auth).length > 0) {
        expect(`${thrown} ${JSON.stringify(thrown)} ${JSON.stringify(lines)}`).not.toContain(KEY);
      }
    });

    it.each([...NO_ANSWERS, ...(shot.noAnswers ?? [])])('takes %j for no answer', async (body) => {
      upstream.serve(failing(200, body));
      const thrown = await failure();
      expect(thrown).toBeInstanceOf(ProviderError);
      expect(thrown).toMatchObject({ provider: id, code: expect.stringMatching(/^(bad_response|overloaded)$/) });
    });

    it('takes a body that is cut for a broken connection', async () => {
      upstream.serve((request, response, raw) => {
        if (shot.answer(request) === undefined) return answering(request, response, raw);
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '5000' });
        response.write('{"da', () => setImmediate(() => response.destroy()));
      });
      expect(await failure()).toMatchObject({ code: 'network', provider: id });
    });

    it('lets the upstream go as soon as the caller leaves', async () => {
      const controller = new AbortController();
      const gone = Promise.withResolvers<void>();
      upstream.serve((request, response, raw) => {
        if (shot.answer(request) === undefined) return answering(request, response, raw);
        response.on('close', gone.resolve);
        controller.abort();
      });
      await expect(over().ask({}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
      await gone.promise;
    });

    const needsKey = keySets(row.auth).length > 0 && !isKeyOptional(row.auth);
    if (needsKey) {
      it('names its variable when the key is missing', async () => {
        const { ask, asked } = over(false);
        await expect(ask()).rejects.toMatchObject({
          code: 'not_configured',
          message: expect.stringContaining(String(keySets(row.auth)[0]?.[0])),
        });
        expect(asked).toEqual([]);
      });
    }

    const spec = shot.specs[id];
    if (spec === undefined) return;
    it.runIf(hasShared)('emits requests that fit the specification', async () => {
      upstream.serve(answering);
      const check = spec.check();
      for (const wish of spec.wishes) {
        const before = upstream.requests.length;
        await over().ask(wish);
        const request = upstream.requests.slice(before).find((one) => shot.answer(one) !== undefined);
        expect(check(request?.body), `${JSON.stringify(wish)} ${request?.text}`).toEqual([]);
      }
    });
  });
}
