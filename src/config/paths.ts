import { homedir, platform } from 'node:os';
import { join, parse, resolve } from 'node:path';
import type { Environment } from './environment.ts';

/** The platform's folder for an application's data. */
export function defaultHome(environment: Environment): string {
  if (platform() === 'win32')
    return join(environment.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'llmkit-mcp');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'llmkit-mcp');
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'llmkit-mcp');
}

/** The platform's folder for a user's configuration. */
export function userConfigFolder(environment: Environment): string {
  if (platform() === 'win32') return join(environment.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'llmkit-mcp');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'llmkit-mcp');
  return join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'llmkit-mcp');
}

/**
 * The folders that file arguments may lie in when the operator names none: the data folder, and before it, for a server
 * that its user started (not over HTTP), the working folder, unless that is the whole disk or the whole home folder.
 * The first one wins a relative path, which must mean here what it means in the user's shell.
 */
export function defaultRoots(home: string, workingFolder: string, isHttp: boolean): readonly string[] {
  const working = resolve(workingFolder);
  const isTooWide = working === parse(working).root || working === resolve(homedir());
  return isHttp || isTooWide ? [home] : [working, home];
}
