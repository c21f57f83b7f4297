export type Described = { readonly api: string; readonly capability: string; readonly model: string };

/** Protocols by the end of their path: the name of the protocol, and of what it does. */
const PROTOCOLS: readonly (readonly [path: RegExp, api: string, capability: string])[] = [
  [/\/chat\/completions$/, 'chat.completions', 'chat'],
  [/\/responses$/, 'responses', 'responses-chat'],
  [/\/messages$/, 'messages', 'chat'],
  [/:(stream)?generateContent$/i, 'generateContent', 'chat'],
  [/\/converse(-stream)?$/, 'converse', 'chat'],
  [/\/api\/chat$/, 'chat', 'chat'],
  [/\/embeddings$|\/embed$|:(batchE|e)mbedContents?$/, 'embeddings', 'embeddings'],
  [/\/rerank$/, 'rerank', 'rerank'],
  [/\/models$/, 'models', 'models-list'],
];

/** What an exchange is called in the name of its recording. Only for people: matching does not look at it. */
export function describeApi(pathname: string, isStream: boolean, body: unknown): Described {
  const [, api = 'rest', capability = 'other'] = PROTOCOLS.find(([path]) => path.test(pathname)) ?? [];
  const named = typeof body === 'object' && body !== null ? Reflect.get(body, 'model') : undefined;
  const inPath = /\/models?\/([^/:]+)/.exec(pathname)?.[1];
  return {
    api,
    capability: isStream ? `${capability}-stream` : capability,
    model: typeof named === 'string' ? named : decodeURIComponent(inPath ?? ''),
  };
}
