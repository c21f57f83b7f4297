import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProtocolErrorCode, type RequestId, SERVER_INFO_META_KEY } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import type { Caller } from './bearer.ts';
import type { DispatchedCall, Dispatcher } from './dispatcher.ts';
import { identityOf } from './identity.ts';
import { createLeanAnswer, type LeanAnswer } from './lean-answer.ts';
import { createLeanReader, type FixedMethod, LEAN_REVISION, type LeanRequest } from './lean-request.ts';
import type { ReachOf } from './mcp-server.ts';
import { declaresTasks } from './tasks.ts';

export type LeanOptions = {
  readonly app: App;
  readonly dispatcher: Dispatcher;
  readonly reachOf: ReachOf;
  /** Asks the SDK's way for the JSON of a result that never changes; `undefined` when it has none to give. */
  readonly ask: (method: FixedMethod) => Promise<string | undefined>;
  readonly keepAliveMs: number;
};

/** Answers the requests that come most straight from `node:http`. */
export type LeanWay = {
  /** Answers a request with its parsed body, or returns `undefined` and touches nothing when it is for the SDK. */
  take(request: IncomingMessage, response: ServerResponse, body: unknown, caller: Caller): Promise<void> | undefined;
  /** Cancels what still runs. */
  close(): void;
};

type Call = Extract<LeanRequest, { method: 'tools/call' }>;

/**
 * The way past the SDK for `tools/call`, `tools/list` and `server/discover` of the revision without sessions: no web Request
 * and Response, no server per request, no second check of what is known to be right. It dispatches to the same code.
 */
export function createLeanWay({ app, dispatcher, reachOf, ask, keepAliveMs }: LeanOptions): LeanWay {
  const read = createLeanReader();
  const running = new Set<LeanAnswer>();
  const fixed = new Map<FixedMethod, Buffer>();
  const asked = new Set<FixedMethod>();
  const _meta = { [SERVER_INFO_META_KEY]: identityOf(app) };

  const resultOf = async (call: Call, rest: Omit<DispatchedCall, 'name' | 'arguments' | 'takesTasks' | 'revision'>) => {
    const takesTasks = declaresTasks(call.envelope);
    const { name, arguments: input } = call;
    const result = await dispatcher.call({ name, arguments: input, takesTasks, revision: LEAN_REVISION, ...rest });
    // What the SDK adds on the way out, to a task too.
    const { content = [], resultType = 'complete', ...others } = result;
    return { content, ...others, resultType, _meta: { ...result._meta, ..._meta } };
  };

  const runCall = async (call: Call, request: IncomingMessage, response: ServerResponse, { principal }: Caller) => {
    const { id, progressToken } = call;
    const answer = createLeanAnswer(response, keepAliveMs);
    running.add(answer);
    const { signal } = answer;
    const notify =
      progressToken === undefined
        ? undefined
        : async (update: object): Promise<void> => {
            const params = { progressToken, ...update };
            answer.notify({ jsonrpc: '2.0', method: 'notifications/progress', params });
          };
    try {
      const result = await resultOf(call, {
        principal,
        signal,
        notify,
        reach: reachOf(originOf(request.headers.host)),
      });
      answer.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    } catch (thrown) {
      answer.end(JSON.stringify({ jsonrpc: '2.0', id, error: errorOf(thrown) }));
    } finally {
      running.delete(answer);
    }
  };

  /** The request at hand goes the SDK's way; its answer is kept for those that follow. */
  const keep = (method: FixedMethod): void => {
    if (asked.has(method)) return;
    asked.add(method);
    ask(method).then(
      (text) => text !== undefined && fixed.set(method, Buffer.from(text)),
      () => asked.delete(method),
    );
  };

  let last = { host: 'localhost', origin: 'http://localhost' };
  /** The guards have seen that the host is one, and mostly it is the one of the request before. */
  const originOf = (host = 'localhost'): string => {
    if (host !== last.host) last = { host, origin: new URL(`http://${host}`).origin };
    return last.origin;
  };

  const sendFixed = (response: ServerResponse, id: RequestId, result: Buffer): void => {
    const head = Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`);
    const text = Buffer.concat([head, result, Buffer.from('}')]);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  };

  return {
    take(request, response, body, caller) {
      const found = read(request.headers, body);
      if (found === undefined) return undefined;
      if (found.method === 'tools/call') return runCall(found, request, response, caller);
      const { method, id } = found;
      const result = fixed.get(method);
      if (result !== undefined) return Promise.resolve(sendFixed(response, id, result));
      keep(method);
      return undefined;
    },
    close: () => {
      for (const answer of running) answer.cancel();
    },
  };
}

/** What a handler threw, as the SDK words it. */
function errorOf(thrown: unknown): { readonly code: number; readonly message: string; readonly data?: unknown } {
  const { code, message, data }: { code?: unknown; message?: unknown; data?: unknown } = Object(thrown);
  return {
    code: typeof code === 'number' && Number.isSafeInteger(code) ? code : ProtocolErrorCode.InternalError,
    message: typeof message === 'string' ? message : 'Internal error',
    ...(data !== undefined && { data }),
  };
}
