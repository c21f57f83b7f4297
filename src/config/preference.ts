import type { ProviderDefinition } from '../core/provider.ts';

/** Whom the policy `auto` asks first among what is configured, and whose keys a hint names first. */
const FIRST = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'deepseek',
  'groq',
  'openrouter',
  'ollama',
  // Who only searches the web, by how easily a key is had.
  'tavily',
  'brave',
  'exa',
  'serper',
];

/** Engines that stand in where nothing better is there: the file that somebody chose before the one that needs no choice. */
const LAST = ['gguf-file', 'whisper-file', 'sherpa-file', 'pocketsphinx'];

const rank = ({ id }: ProviderDefinition): number => {
  const index = FIRST.indexOf(id);
  return index === -1 ? FIRST.length + 1 + LAST.indexOf(id) : index;
};

/** The definitions in the order of preference; those without one keep theirs. */
export const byPreference = (definitions: readonly ProviderDefinition[]): readonly ProviderDefinition[] =>
  definitions.toSorted((left, right) => rank(left) - rank(right));
