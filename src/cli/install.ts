import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keySets } from '../core/auth.ts';
import { didYouMean } from '../core/nearest.ts';
import { type ClientDefinition, type Entry, SCOPES, type Scope } from '../install/client.ts';
import { clients } from '../install/clients/index.generated.ts';
import { edit } from '../install/edit.ts';
import { fileOf, install } from '../install/install.ts';
import { launchOf } from '../install/launch.ts';
import { startsProgram, variablesIn } from '../install/merge.ts';
import type { Target } from '../install/target.ts';
import { token, variables } from '../install/variables.ts';
import { providers } from '../providers/index.generated.ts';
import { version } from '../version.ts';
import type { Command } from './command.ts';
import { listClients, surroundings } from './install-list.ts';
import { UsageError } from './usage-error.ts';

const options = {
  scope: { type: 'string' },
  name: { type: 'string' },
  env: { type: 'string', multiple: true },
  http: { type: 'string' },
  'token-env': { type: 'string' },
  tools: { type: 'string' },
  config: { type: 'string' },
  print: { type: 'boolean' },
  remove: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parse>['values'];
const parse = (args: readonly string[]) => parseArgs({ args: [...args], allowPositionals: true, options });

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `install [CLIENT]`: writes this server into a client's configuration, or takes it out. Alone it lists the clients. */
export const command: Command = {
  async run(args) {
    const { values, positionals } = parse(args);
    const [id, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError('install takes the name of one client.');
    const name = values.name ?? 'llmkit';
    if (!/^[\w-]{1,32}$/.test(name)) throw new UsageError('--name takes up to 32 letters, digits, _ and -.');
    if (id === undefined) return listClients(name, values.json ?? false);
    const client = clients.find((one) => one.id === id);
    if (client === undefined) {
      const known = clients.map((one) => one.id);
      throw new UsageError(`There is no client ${id}.${didYouMean(id, known)} install alone lists them.`);
    }
    const { scope, target } = scopeOf(client, values.scope);
    if (values.remove === true) return remove(client, target, name);
    const made = entryOf(client, scope, name, values);
    if (values.print === true) return print(target, name, made);
    return add({ ...made, client, scope, target, name });
  },
};

function scopeOf(
  client: ClientDefinition,
  asked: string | undefined,
): { readonly scope: Scope; readonly target: Target } {
  const scope =
    asked === undefined ? SCOPES.find((one) => client[one] !== undefined) : SCOPES.find((one) => one === asked);
  if (scope === undefined) throw new UsageError(`--scope is one of ${SCOPES.join(', ')}.`);
  const target = client[scope];
  if (target === undefined) throw new UsageError(`${client.name} has no file of scope ${scope}.`);
  return { scope, target };
}

/** An entry, what in it must not be shown, and the providers' keys of this shell that are not in it. */
type Made = { readonly entry: Entry; readonly secrets: readonly string[]; readonly unwritten: readonly string[] };

function entryOf(client: ClientDefinition, scope: Scope, name: string, values: Values): Made {
  const asked = { client, scope, environment: process.env };
  if (values.http !== undefined) {
    const forLocal = (['env', 'tools', 'config'] as const).find((option) => values[option] !== undefined);
    if (forLocal !== undefined)
      throw new UsageError(`--${forLocal} is for a server that the client starts; with --http it runs already.`);
    if (client.remote === undefined) {
      throw new UsageError(
        `The file of ${client.name} takes no servers by URL.${client.remoteInstead === undefined ? '' : ` ${client.remoteInstead}`}`,
      );
    }
    const { text, secrets } = token(values['token-env'], asked);
    const entry = client.remote({ url: urlOf(values.http), token: text, tokenVariable: values['token-env'] }, name);
    return { entry, secrets, unwritten: [] };
  }
  if (values['token-env'] !== undefined) throw new UsageError('--token-env goes with --http.');
  const { env, secrets } = variables(values.env ?? [], asked);
  const config = values.config === undefined ? undefined : resolve(values.config);
  if (config !== undefined && !existsSync(config))
    throw new UsageError(`The configuration file ${config} does not exist.`);
  const args = [
    ...(values.tools === undefined ? [] : ['--tools', values.tools]),
    ...(config === undefined ? [] : ['--config', config]),
  ];
  const running = {
    platform: surroundings().platform,
    node: process.execPath,
    script: realpathSync(process.argv[1] ?? ''),
    version,
    environment: process.env,
    exists: existsSync,
  };
  const unwritten = scope === 'user' ? keysInShell() : [];
  return { entry: client.local(launchOf(running, args, env), name), secrets, unwritten };
}

function urlOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--http takes a URL such as http://127.0.0.1:3000/mcp.`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError('--http takes no password in the URL; use --token-env KEY.');
  return text;
}

type Adding = Made & {
  readonly client: ClientDefinition;
  readonly scope: Scope;
  readonly target: Target;
  readonly name: string;
};

async function add({ client, scope, target, name, entry, secrets, unwritten }: Adding): Promise<number> {
  const path = await fileOf(target, surroundings());
  const isNew = scope === 'user' && !existsSync(dirname(path));
  const mode = scope === 'project' && secrets.length === 0 ? 0o644 : 0o600;
  const done = await install({ target, surroundings: surroundings(), name, entry, mode, stamp });
  const { did, backup } = done;
  const unseen = unwritten.filter((variable) => !variablesIn(done.entry ?? {}).includes(variable));
  if (did === 'same') say(`${path} holds "${name}" already.`);
  else say(`${did === 'added' ? 'Added' : 'Changed'} "${name}" in ${path}`);
  if (backup !== undefined) say(`As it was before: ${backup}`);
  if (isNew) say(`Its folder was not there: is ${client.name} installed?`);
  if (secrets.length > 0 && process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    say(`It holds what you gave with --env, and others on this machine can read it: chmod 600 ${path}`);
  }
  if (scope === 'project' && startsProgram(entry)) {
    say(
      'It names Node and the server as they are on this machine: who else opens the project needs an entry of their own.',
    );
  }
  if (unseen.length > 0) {
    say(
      `This shell has ${unseen.join(', ')}. Not written: --env ${unseen[0]} does that, for a client that does not see this shell.`,
    );
  }
  say(client.next);
  return 0;
}

async function remove(client: ClientDefinition, target: Target, name: string): Promise<number> {
  const done = await install({ target, surroundings: surroundings(), name, entry: undefined, mode: 0o600, stamp });
  say(done.did === 'same' ? `${done.path} holds no "${name}".` : `Took "${name}" out of ${done.path}`);
  if (done.backup !== undefined) say(`As it was before: ${done.backup}`);
  if (done.did !== 'same') say(`Start ${client.name} anew.`);
  return 0;
}

/** The file as it would be if it held nothing else; where it would be goes to stderr. Keys are not shown. */
async function print(target: Target, name: string, { entry, secrets }: Made): Promise<number> {
  const { text } = await edit('', target, name, masked(entry, secrets));
  process.stderr.write(`${await fileOf(target, surroundings())}\n`);
  process.stdout.write(text);
  return 0;
}

function masked(entry: Entry, secrets: readonly string[]): Entry {
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string')
      return secrets.some((secret) => value === secret || value === `Bearer ${secret}`) ? '[secret]' : value;
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]));
  };
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, mask(value)]));
}

/** The providers' keys that this shell holds, by name. */
function keysInShell(): readonly string[] {
  const names = new Set(providers.flatMap(({ auth }) => keySets(auth).flat()));
  return [...names].filter((variable) => process.env[variable]);
}

const stamp = (): string => new Date().toISOString().replaceAll(/[-:.]/g, '');
