import type { Environment } from '../config/environment.ts';
import { ProviderError } from '../core/errors.ts';
import type { ClientDefinition, Scope } from './client.ts';

export type Asked = {
  readonly client: Pick<ClientDefinition, 'name' | 'reference' | 'readsTokenVariable'>;
  readonly scope: Scope;
  readonly environment: Environment;
};

/** Texts for a client's file, and which of them hold a secret as it is. */
export type Variables = { readonly env: Readonly<Record<string, string>>; readonly secrets: readonly string[] };

/**
 * What `--env` asks for. `KEY=VALUE` is written as it stands. `KEY` alone is this shell's value in a file that is the
 * user's own; in one that a project's people share it is a reference to each one's own variable.
 */
export function variables(texts: readonly string[], asked: Asked): Variables {
  const pairs = texts.map((text) => {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    if (!/^[A-Za-z_]\w*$/.test(name)) throw refuse(`--env ${name} is no name of a variable.`);
    const written = value ?? resolved(name, asked);
    return { name, ...(typeof written === 'string' ? { text: written, isSecret: true } : written) };
  });
  return {
    env: Object.fromEntries(pairs.map(({ name, text }) => [name, text])),
    secrets: pairs.filter(({ isSecret }) => isSecret).map(({ text }) => text),
  };
}

/** The same for the variable that holds a token; nothing for a client that only wants its name. */
export function token(
  name: string | undefined,
  asked: Asked,
): { readonly text?: string; readonly secrets: readonly string[] } {
  if (name === undefined || asked.client.readsTokenVariable === true) return { secrets: [] };
  const { text, isSecret } = resolved(name, asked);
  return { text, secrets: isSecret ? [text] : [] };
}

function resolved(
  name: string,
  { client, scope, environment }: Asked,
): { readonly text: string; readonly isSecret: boolean } {
  if (scope === 'project') {
    if (client.reference !== undefined) return { text: client.reference(name), isSecret: false };
    throw refuse(
      `A project's file is shared, and in one ${client.name} cannot refer to ${name} of whoever opens it.`,
      'Leave it out, or use --scope user.',
    );
  }
  const value = environment[name];
  if (value !== undefined && value !== '') return { text: value, isSecret: true };
  throw refuse(
    `${name} is not set in this shell, so there is nothing to write.`,
    `Set it, or use --env ${name}=VALUE.`,
  );
}

const refuse = (message: string, hint?: string): ProviderError => new ProviderError('invalid_input', { message, hint });
