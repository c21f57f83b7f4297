import { PROVIDER_STATUSES, type ProviderStatus } from '../src/core/provider.ts';

/** What an OpenAI-compatible provider's row has to say; the rest has its default. */
export type RowFacts = {
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  readonly url: string;
  /** Variables that may hold the key, the usual one first; none for a server without keys. */
  readonly env: readonly string[];
  readonly model: string;
  readonly embed?: string;
  readonly status?: string;
  /** ISO date. */
  readonly checked: string;
};

const quoted = (text: string): string =>
  text.includes("'") ? JSON.stringify(text) : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;

const isStatus = (text: string): text is ProviderStatus => PROVIDER_STATUSES.some((status) => status === text);

/** The text of `src/providers/<id>.ts`, at most 20 lines. Throws a sentence for facts that no row could hold. */
export function renderRow(facts: RowFacts): string {
  const { id, name, docs, url, env, model, embed, status = 'ga', checked } = facts;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) throw new Error(`"${id}" is not an id: lower case, digits and hyphens.`);
  for (const variable of env) {
    if (!/^[A-Z0-9_]+$/.test(variable)) throw new Error(`"${variable}" is not the name of a variable.`);
  }
  const isLoopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url);
  if (!isLoopback && !/^https:\/\/[^/\s]+/.test(url)) throw new Error(`"${url}" is not an https address.`);
  if (!/^https:\/\//.test(docs)) throw new Error(`"${docs}" is not an https address.`);
  if (!isStatus(status)) throw new Error(`"${status}" is none of ${PROVIDER_STATUSES.join(', ')}.`);
  const auth = env.length === 0 ? 'noAuth' : `bearer(${env.map(quoted).join(', ')})`;
  const embeds = embed === undefined ? '' : ', embed: openaiEmbeddings()';
  const lines = [
    `import { ${env.length === 0 ? 'noAuth' : 'bearer'} } from '../core/auth.ts';`,
    `import { defineProvider } from '../core/provider.ts';`,
    `import { openaiChat } from '../wire/openai-chat/openai-chat.ts';`,
    ...(embed === undefined ? [] : [`import { openaiEmbeddings } from '../wire/openai-embeddings.ts';`]),
    '',
    'export default defineProvider({',
    `  id: ${quoted(id)},`,
    `  name: ${quoted(name)},`,
    `  docs: ${quoted(docs)},`,
    `  status: ${quoted(status)},`,
    `  checked: ${quoted(checked)},`,
    `  baseUrl: { global: ${quoted(url.replace(/\/+$/, ''))} },`,
    `  auth: ${auth},`,
    `  capabilities: { chat: openaiChat()${embeds} },`,
    `  defaults: { chat: ${quoted(model)}${embed === undefined ? '' : `, embed: ${quoted(embed)}`} },`,
    '});',
    '',
  ];
  return lines.join('\n');
}
