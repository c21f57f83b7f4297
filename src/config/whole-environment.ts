import { ProviderError } from '../core/errors.ts';
import { type Environment, textOf } from './environment.ts';

/** Holds further variables, where whoever starts the server has room for few: the form of a bundle asks for some keys, not for 190. */
export const FURTHER = 'LLMKIT_VARIABLES';
const SEPARATORS = /[\s;]+/;
const VARIABLE = /^([A-Za-z_]\w*)=(.*)$/s;

/**
 * The environment with the variables that `LLMKIT_VARIABLES` holds, as `NAME=value` with spaces, lines or semicolons between them.
 * One that is set on its own wins. Throws `invalid_input` for what is no such list, without repeating it: it has keys in it.
 */
export function wholeEnvironment(environment: Environment): Environment {
  const list = textOf(environment[FURTHER]);
  if (list === undefined) return environment;
  const items = list.split(SEPARATORS).filter((item) => item !== '');
  const further = items.map((item, index) => {
    const [, name, value] = VARIABLE.exec(item) ?? [];
    if (name === undefined || value === undefined) throw refused(index);
    return [name, value] as const;
  });
  const own = Object.entries(environment).filter(([, text]) => textOf(text) !== undefined);
  return Object.fromEntries([...further, ...own]);
}

const refused = (index: number): ProviderError =>
  new ProviderError('invalid_input', {
    message: `${FURTHER}: item ${index + 1} is not NAME=value.`,
    hint: 'Write MISTRAL_API_KEY=… DEEPGRAM_API_KEY=…, with a space between two.',
  });
