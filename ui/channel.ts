import { type Fields, fieldsOf, isFields, textOf } from './fields.ts';

const ANSWER_MS = 60_000;
const METHOD_NOT_FOUND = -32_601;

/** JSON-RPC 2.0 to the window that holds this page, as MCP Apps (2026-01-26) has it. */
export type Channel = {
  /** Rejects with what the host says, or when it says nothing for a minute. */
  request(method: string, params: Fields): Promise<Fields>;
  notify(method: string, params: Fields): void;
};

export type Incoming = {
  readonly notifications: Readonly<Record<string, (params: Fields) => void>>;
  /** Answered with an empty result. */
  readonly requests: Readonly<Record<string, () => void>>;
};

type Waiting = { readonly resolve: (result: Fields) => void; readonly reject: (reason: Error) => void };

/** Opens the channel. Messages from any other window are not read. */
export function openChannel({ notifications, requests }: Incoming): Channel {
  const waiting = new Map<unknown, Waiting>();
  let lastId = 0;
  // A page in a sandbox has no origin to name, and what it sends is for whoever holds it.
  const send = (message: Fields): void => window.parent.postMessage({ jsonrpc: '2.0', ...message }, '*');

  const answer = (id: unknown, { result, error }: Fields): void => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (isFields(error)) asked?.reject(new Error(textOf(error.message) ?? 'The host refused.'));
    else asked?.resolve(fieldsOf(result));
  };

  window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || !isFields(data) || data.jsonrpc !== '2.0') return;
    const method = textOf(data.method);
    if (method === undefined) return answer(data.id, data);
    if (data.id === undefined) return own(notifications, method)?.(fieldsOf(data.params));
    const handle = own(requests, method);
    handle?.();
    const error = { code: METHOD_NOT_FOUND, message: 'This page does not know the method.' };
    send(handle === undefined ? { id: data.id, error } : { id: data.id, result: {} });
  });

  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const id = lastId;
        const timer = setTimeout(() => answer(id, { error: { message: 'The host did not answer.' } }), ANSWER_MS);
        const settle =
          <Value>(then: (value: Value) => void) =>
          (value: Value) => {
            clearTimeout(timer);
            then(value);
          };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        send({ id, method, params });
      }),
    notify: (method, params) => send({ method, params }),
  };
}

const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
