import { homedir } from 'node:os';
import { type ClientDefinition, SCOPES, type Scope } from '../install/client.ts';
import { clients } from '../install/clients/index.generated.ts';
import { fileOf, look } from '../install/install.ts';
import { PLATFORMS, type Surroundings, type Target } from '../install/target.ts';

/** This machine, this user and the folder that the command runs in. */
export function surroundings(): Surroundings {
  return {
    platform: PLATFORMS.find((one) => one === process.platform) ?? 'linux',
    home: homedir(),
    workingFolder: process.cwd(),
    environment: process.env,
  };
}

/** Every client's files: whether this server stands in them, and where they are. */
export async function listClients(name: string, isJson: boolean): Promise<number> {
  const rows = await Promise.all(
    clients.flatMap((client) =>
      SCOPES.flatMap((scope) => {
        const target = client[scope];
        return target === undefined ? [] : [row(client, scope, target, name)];
      }),
    ),
  );
  if (isJson) print(JSON.stringify(rows, undefined, 2));
  else
    for (const { client, scope, state, file } of rows)
      print(`${client.padEnd(16)}${scope.padEnd(9)}${state.padEnd(12)}${file}`);
  return 0;
}

async function row(client: ClientDefinition, scope: Scope, target: Target, name: string) {
  const file = await fileOf(target, surroundings());
  const state = await look(target, surroundings(), name).catch(() => 'unreadable' as const);
  return {
    client: client.id,
    name: client.name,
    scope,
    state: state === 'none' ? '-' : state,
    file,
  };
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
