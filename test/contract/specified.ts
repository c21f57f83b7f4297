import type { ProviderDefinition } from '../../src/core/provider.ts';
import type { RecordedRequest } from '../upstream.ts';
import { familyOf } from './families.ts';
import { type Check, requestCheck } from './spec.ts';

/** Vendors that publish a specification of their own: its file and the path in it. */
export const SPECS: Readonly<Record<string, readonly [provider: string, path: string, file?: string]>> = {
  ai21: ['ai21', '/studio/v1/chat/completions'],
  anthropic: ['anthropic', '/v1/messages'],
  deepinfra: ['deepinfra', '/v1/openai/chat/completions'],
  google: ['google', '/models/{modelsId}:generateContent'],
  groq: ['groq', '/openai/v1/chat/completions'],
  mistral: ['mistral', '/v1/chat/completions'],
  'mistral-eu': ['mistral', '/v1/chat/completions'],
  moonshot: ['moonshot', '/v1/chat/completions'],
  openrouter: ['openrouter', '/chat/completions'],
  portkey: ['portkey', '/chat/completions'],
  reka: ['reka', '/v1/chat/completions'],
  tgi: ['huggingface', '/v1/chat/completions', 'tgi-openapi.json'],
  together: ['together', '/chat/completions'],
  writer: ['writer', '/v1/chat'],
};

type Body = Readonly<Record<string, unknown>>;
const renamed = (body: Body, from: string, to: string): Body =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name === from ? to : name, value]));

const watsonxInOpenaiWords = (body: Body): Body =>
  renamed(renamed(body, 'model_id', 'model'), 'tool_choice_option', 'tool_choice');

/** Bodies of OpenAI's shape with words of the vendor's own, in OpenAI's words: all else in them is checked. */
const IN_OPENAI_WORDS: Readonly<Record<string, (body: Body) => Body>> = {
  // Arguments of a call go there and back as an object.
  gigachat: (body) =>
    JSON.parse(JSON.stringify(body), (name, value) =>
      name === 'function_call' && typeof value?.arguments === 'object'
        ? { ...value, arguments: JSON.stringify(value.arguments) }
        : value,
    ),
  'sdaia-allam': watsonxInOpenaiWords,
  watsonx: watsonxInOpenaiWords,
};

/** Where a specification lags what its vendor was recorded to take. */
const LAGS: Readonly<Record<string, { readonly errors: RegExp; readonly why: string }>> = {
  together: {
    errors: /^\/tool_choice/,
    why: 'It asks for a call (id, index, arguments); recorded with 200: {"function":{"name":"get_weather"}}.',
  },
};

const checks = new Map<string, Check>();
/** The vendor's own specification, else that of OpenAI for who speaks its wire. */
function specOf({ id }: ProviderDefinition, request: RecordedRequest): Check | undefined {
  const [provider, path, file] =
    SPECS[id] ?? (familyOf(request)?.name === 'openai-chat' ? ['openai', '/chat/completions'] : []);
  if (provider === undefined || path === undefined) return undefined;
  const known = checks.get(`${provider} ${file}`) ?? requestCheck(provider, path, file);
  checks.set(`${provider} ${file}`, known);
  return known;
}

/** What the specification for a row says against a request that it sent, beside what it is known to lag in. */
export function faultsOf(row: ProviderDefinition, request: RecordedRequest): readonly string[] {
  const body: Body = JSON.parse(request.text);
  const faults = specOf(row, request)?.(IN_OPENAI_WORDS[row.id]?.(body) ?? body) ?? [];
  return faults.every((fault) => LAGS[row.id]?.errors.test(fault)) ? [] : faults;
}
