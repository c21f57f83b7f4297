import type { Target } from './target.ts';

/** What starts this server: a program by its absolute path. `env` holds what it is started with beyond the client's own. */
export type Launch = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Where this server is already running, and the token that opens it. */
export type Remote = {
  readonly url: string;
  /** As this client's file is to hold it: the token itself or a reference to the variable. */
  readonly token?: string;
  /** The variable's name, for clients that want only that. */
  readonly tokenVariable?: string;
};

export type Entry = Readonly<Record<string, unknown>>;
export const SCOPES = ['user', 'project'] as const;
export type Scope = (typeof SCOPES)[number];

/** An MCP client whose configuration is a file: where it is and what an entry looks like there. Data and two shapes. */
export type ClientDefinition = {
  /** How the command line calls it. */
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  /** When file and shape were last checked against the documentation. */
  readonly checked: string;
  /** The file that holds for one person, and the one that holds for everybody who opens a project. */
  readonly user?: Target;
  readonly project?: Target;
  local(launch: Launch, name: string): Entry;
  /** Absent where the file takes no servers that are reached by a URL. */
  readonly remote?: (remote: Remote, name: string) => Entry;
  /** It wants the name of the variable that holds the token, never the token. */
  readonly readsTokenVariable?: boolean;
  /** How an entry's text refers to a variable of the client's own environment. Absent where it cannot. */
  readonly reference?: (variable: string) => string;
  /** What the user does next, one sentence. */
  readonly next: string;
  /** How a server by URL gets into it, where its file takes none. */
  readonly remoteInstead?: string;
};

export const defineClient = (client: ClientDefinition): ClientDefinition => client;

/** `command`, `args` and, when there is something in it, `env`: the shape that most clients share. */
export const plainLocal = ({ command, args, env }: Launch): Entry => ({ command, args, ...ifAny('env', env) });

/** The same with the `type` that some clients ask for. */
export const typedLocal = (launch: Launch): Entry => ({ type: 'stdio', ...plainLocal(launch) });

/** A server by its URL, under the field that the client reads, with what it wants beside it. */
export const remoteAs =
  (field: string, beside: Entry = {}) =>
  ({ url, token }: Remote): Entry => ({ ...beside, [field]: url, ...ifAny('headers', bearerHeader(token)) });

/** The header that carries a token; nothing without one. */
export const bearerHeader = (token: string | undefined): Readonly<Record<string, string>> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

/** The field, unless there is nothing in it. */
export const ifAny = (field: string, values: Readonly<Record<string, string>>): Entry =>
  Object.keys(values).length === 0 ? {} : { [field]: values };
