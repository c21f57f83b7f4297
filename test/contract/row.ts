import { type AuthScheme, keySets } from '../../src/core/auth.ts';
import type { CapabilityName } from '../../src/core/capability.ts';
import type { ChatRequest, ChatResult } from '../../src/core/chat.ts';
import type { Log } from '../../src/core/log.ts';
import type { EngineHost, ProviderDefinition } from '../../src/core/provider.ts';
import { Secret } from '../../src/core/secret.ts';
import { type DuplexTransport, http2Transport } from '../../src/http/duplex-transport.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { type SocketTransport, wsTransport } from '../../src/http/socket-transport.ts';
import { type Transport, undiciTransport } from '../../src/http/transport.ts';

export const KEY = 'test-key-0123456789-abcdef';
/** The address that an operator gives where a row has none of its own. */
export const OPERATOR_URL = 'https://operator.test/v1';

/** Variables that hold a value of their own kind, not any text. */
const SAMPLES: Readonly<Record<string, string>> = { AWS_REGION: 'us-east-1', GOOGLE_CLOUD_LOCATION: 'us-central1' };
const sampleOf = (name: string): string => SAMPLES[name] ?? name.toLowerCase().replaceAll('_', '-');

/** The variables of the first set of keys that need no file. */
export const keyVariables = (auth: AuthScheme): readonly string[] => {
  const sets = keySets(auth);
  return sets.find((names) => !names.some((name) => /CREDENTIALS$|_FILE$/.test(name))) ?? sets[0] ?? [];
};

/** The variables of all settings that have no value of their own and name no file. */
const settingVariables = ({ settings = {} }: ProviderDefinition): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(settings)
      .filter(([, { env, default: value }]) => value === undefined && !env[0]?.endsWith('_FILE'))
      .map(([name, { env }]) => [name, env[0] ?? name]),
  );

/** Base URL, headers and settings of a row as they have to arrive, with a value for every variable that it names. */
export function filledRow(row: ProviderDefinition) {
  const bySetting = settingVariables(row);
  const settingValue = (name: string): string => {
    const variable = bySetting.get(name);
    return variable === undefined ? (row.settings?.[name]?.default ?? '') : sampleOf(variable);
  };
  const template = row.baseUrl.global ?? Object.values(row.baseUrl)[0] ?? '';
  const named = Object.values(row.headers ?? {}).flatMap((text) =>
    [...text.matchAll(/\$\{(\w+)\}/g)].map(([, it]) => it ?? ''),
  );
  return {
    isOperators: template === '{baseUrl}',
    baseUrl:
      template === '{baseUrl}'
        ? OPERATOR_URL
        : template.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => settingValue(name)),
    headers: Object.fromEntries(
      Object.entries(row.headers ?? {}).map(([name, text]) => [
        name.toLowerCase(),
        text.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => sampleOf(variable)),
      ]),
    ),
    variables: new Map([...bySetting.values(), ...named].map((name) => [name, sampleOf(name)] as const)),
  };
}

export type Asked = {
  /** The URL as the row has it, before it was led to loopback. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** A row over loopback: its own address, headers and key, each request and socket led to `loopbackUrl`. */
export function rowEndpoint(row: ProviderDefinition, loopbackUrl: string, hasKey = true) {
  const asked: Asked[] = [];
  const lines: unknown[] = [];
  const { variables, isOperators } = filledRow(row);
  const write = (...line: readonly unknown[]) => lines.push(line);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const led = (url: URL): URL => new URL(`${url.pathname}${url.search}`, loopbackUrl);
  const toLoopback: Transport = (request) => {
    asked.push({ url: request.url.href, headers: request.headers });
    return undiciTransport({ ...request, url: led(request.url) });
  };
  const socketToLoopback: SocketTransport = (request) => {
    asked.push({ url: request.url.href, headers: request.headers });
    return wsTransport({ ...request, url: new URL(led(request.url).href.replace(/^http/, 'ws')) });
  };
  const duplexToLoopback: DuplexTransport = (request) => {
    asked.push({ url: request.url.href, headers: request.headers });
    return http2Transport({ ...request, url: led(request.url) });
  };
  const schemes = [row.auth, ...Object.values(row.hosts ?? {}).flatMap(({ auth }) => auth ?? [])];
  const keys = new Set(hasKey ? schemes.flatMap(keyVariables) : []);
  const endpoint = createEndpoint({
    definition: row,
    config: {
      providers: isOperators ? { [row.id]: { baseUrl: OPERATOR_URL } } : {},
      secret: (name) => (keys.has(name) ? new Secret(KEY) : undefined),
      variable: (name) => variables.get(name) ?? (keys.has(name) ? KEY : undefined),
    },
    log,
    transport: toLoopback,
    socketTransport: socketToLoopback,
    duplexTransport: duplexToLoopback,
  });
  return { endpoint, asked, lines, host: { dataFolder: '/nowhere', log } };
}

/** One capability of a row over loopback. */
export function rowCapability<C extends CapabilityName>(
  row: ProviderDefinition,
  name: C,
  loopbackUrl: string,
  hasKey = true,
  more: Pick<EngineHost, 'wait'> = {},
) {
  const { endpoint, host, ...seen } = rowEndpoint(row, loopbackUrl, hasKey);
  const capability = row.capabilities[name]?.(endpoint, { ...host, ...more });
  if (capability === undefined) throw new Error(`${row.id} has no ${name}.`);
  return { capability, ...seen };
}

/** A row's films over loopback, of a provider that works on its own time. */
export function rowFilms(row: ProviderDefinition, loopbackUrl: string) {
  const { capability, ...seen } = rowCapability(row, 'video', loopbackUrl);
  if (!('start' in capability)) throw new Error(`${row.id} makes films at once.`);
  return { capability, ...seen };
}

/** A row's chat over loopback. */
export function rowChat(row: ProviderDefinition, loopbackUrl: string, hasKey = true) {
  const { capability, asked, lines } = rowCapability(row, 'chat', loopbackUrl, hasKey);
  const ask = (
    request: Partial<ChatRequest> = {},
    { stream = false, signal = new AbortController().signal } = {},
  ): Promise<ChatResult> =>
    capability.chat(
      {
        model: row.defaults.chat ?? 'model-1',
        messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }],
        ...request,
      },
      { stream, signal },
    );
  return { ask, asked, lines };
}
